import { createReadStream } from 'node:fs';
import type { Bars } from '../../bars.ts';
import { readScoresCsv, type Score, TableError } from '../../csv/index.ts';
import { UserError } from '../errors.ts';
import { fileProblem } from '../file_problem.ts';

/** A price file and a file of scores for its sessions. */
export type ScoredPrices = { readonly file: string; readonly bars: Bars };

export type Period = { readonly from?: string; readonly to?: string };

/**
 * The probabilities of a file as signals: one per bar, NaN where the file says nothing or the session is outside the
 * period.
 * @throws UserError naming the file, and line and value of its first fault; or the period, when nothing was predicted in it
 */
export async function readSignals(
  scoresFile: string,
  { file, bars }: ScoredPrices,
  period: Period,
): Promise<Float64Array> {
  const scores = await readScores(scoresFile);
  const signals = new Float64Array(bars.dates.length).fill(Number.NaN);
  const barOf = new Map(bars.dates.map((date, bar) => [date, bar]));
  for (const { line, date, probability } of scores) {
    const bar = barOf.get(date);
    if (bar === undefined) {
      throw new UserError(
        `${scoresFile}: line ${line}: ${date} is no session of ${file}, ${nearest(bars.dates, date)}`,
      );
    }
    signals[bar] = isWithin(date, period) ? probability : Number.NaN;
  }
  if (signals.every(Number.isNaN)) {
    throw new UserError(`${scoresFile}: ${nothingPredicted(scores, period)}`);
  }
  return signals;
}

async function readScores(file: string): Promise<readonly Score[]> {
  try {
    return await readScoresCsv(createReadStream(file));
  } catch (error) {
    const reason = error instanceof TableError ? error.message : fileProblem(error);
    if (reason === undefined) throw error;
    throw new UserError(`${file}: ${reason}`);
  }
}

const isWithin = (date: string, { from = '', to = '9999-12-31' }: Period): boolean => date >= from && date <= to;

function nothingPredicted(scores: readonly Score[], { from, to }: Period): string {
  if (scores.length === 0) return 'no row has a probability, so there is nothing to trade';
  const dates = scores.map(({ date }) => date).sort();
  const asked = [...(from === undefined ? [] : [`from ${from}`]), ...(to === undefined ? [] : [`to ${to}`])].join(' ');
  return `no prediction ${asked}; there are ${dates.length} from ${dates[0]} to ${dates[dates.length - 1]}`;
}

/** The sessions around a date that is none. */
function nearest(dates: readonly string[], date: string): string {
  if (dates.length === 0) return 'which has none';
  const next = dates.findIndex((session) => session > date);
  if (next === 0) return `whose first session is ${dates[0]}`;
  if (next < 0) return `whose last session is ${dates[dates.length - 1]}`;
  return `whose sessions around it are ${dates[next - 1]} and ${dates[next]}`;
}
