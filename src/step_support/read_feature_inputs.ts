import { type Bars, sliceBars } from '../bars.ts';
import { readBars } from '../db/bars.ts';
import { readHolidays } from '../db/instruments.ts';
import { readMarketContext } from '../db/market_context.ts';
import type { Pool } from '../db/pool.ts';
import { pinnedInput, pinnedSessionCount, type StartedStep } from '../db/runs.ts';
import { type FeatureInputs, inputHashes } from '../features/index.ts';
import { InputChangedError } from './step.ts';

/** What the features of an instrument are computed from today, up to its newest session. */
export async function readFeatureInputs(db: Pool, instrumentId: number): Promise<FeatureInputs> {
  const bars = await readBars(db, instrumentId);
  const [first, last] = [bars.dates[0], bars.dates.at(-1)];
  const holidays = new Set(await readHolidays(db, instrumentId));
  if (first === undefined || last === undefined) return { bars, holidays, context: [] };
  return { bars, holidays, context: await readMarketContext(db, instrumentId, first, last) };
}

/**
 * The inputs that a run pinned, and the sessions there are today, which may be more.
 * @throws InputChangedError when they are not the same any more
 */
export async function readPinnedInputs(
  db: Pool,
  run: StartedStep,
): Promise<{ inputs: FeatureInputs; existingSessions: ReadonlySet<string> }> {
  const { lastSession, contentHash } = pinnedInput(run);
  const today = await readFeatureInputs(db, run.instrument_id);
  const { bars } = today;
  const inputs = { ...today, bars: sliceBars(bars, 0, bars.dates.lastIndexOf(lastSession) + 1) };
  if (!contentHash.equals(inputHashes(inputs).at(-1) ?? new Uint8Array())) {
    throw new InputChangedError(lastSession);
  }
  return { inputs, existingSessions: new Set(bars.dates) };
}

/**
 * The bars up to the last session that a run pinned, where only their sessions matter: the values are in the stored
 * features. Hashing all of them would cost more than scoring a day.
 * @throws InputChangedError when a session came or went
 */
export async function readPinnedSessions(db: Pool, runId: number, run: StartedStep): Promise<Bars> {
  const { lastSession } = pinnedInput(run);
  const bars = await readBars(db, run.instrument_id, { to: lastSession });
  const pinned = await pinnedSessionCount(db, runId);
  if (bars.dates.length !== pinned || bars.dates.at(-1) !== lastSession) throw new InputChangedError(lastSession);
  return bars;
}
