import { createReadStream } from 'node:fs';
import { readScoresCsv, type Score, type ScoresHeader, TableError } from '../../csv/index.ts';
import { fileProblem } from '../files/file_problem.ts';
import { UserError } from '../terminal/errors.ts';
import { nothingPredicted, type Period, type PriceFile, predictionsIn, signalsOf, strayProblem } from './signals.ts';

/** @throws UserError naming the file, and line and value of its first fault */
export async function readScores(file: string, header: ScoresHeader): Promise<readonly Score[]> {
  try {
    return await readScoresCsv(createReadStream(file), header);
  } catch (error) {
    const reason = error instanceof TableError ? error.message : fileProblem(error);
    if (reason === undefined) throw error;
    throw new UserError(`${file}: ${reason}`);
  }
}

/**
 * The probabilities of a file of one instrument as signals: one per bar, NaN where there is none.
 * @throws UserError naming the file, and line and value of its first fault; or the period, when nothing was predicted in it
 */
export async function readSignals(scoresFile: string, prices: PriceFile, period: Period): Promise<Float64Array> {
  const scores = await readScores(scoresFile, 'date,probability');
  const { signals, strays } = signalsOf(scores, prices, period);
  if (strays.length > 0) throw new UserError(`${scoresFile}: ${strayProblem(strays[0], prices)}`);
  if (predictionsIn(signals) === 0) throw new UserError(`${scoresFile}: ${nothingPredicted(scores, period)}`);
  return signals;
}
