import type { BarsCsvOptions, BarsFile, Score } from '../../csv/index.ts';
import { readPrices } from '../files/read_prices.ts';
import { symbolOfFile } from '../files/symbol_of_file.ts';
import { UserError } from '../terminal/errors.ts';
import { fewOf } from '../terminal/text.ts';
import { readScores } from './read_scores.ts';
import { nothingPredicted, type Period, predictionsIn, signalsOf, strayProblem } from './signals.ts';

/** A price file whose name says which instrument it is of, and the probabilities there are for its bars. */
export type ScoredFile = BarsFile & {
  readonly symbol: string;
  readonly file: string;
  readonly signals: Float64Array;
};

type PricedFile = Omit<ScoredFile, 'signals'>;

/** So many scores of no session are listed; of more, only the count is said. */
const LISTED = 5;

/**
 * Reads price files, one per instrument, and the scores of all of them. Every file is read to its end before anything is
 * refused, so that all can be mended at once.
 * @throws UserError with every problem there is: price files that cannot be traded on, the first fault of the scores,
 *   symbols that are in one of the two only, scores of no session, and symbols with no prediction in the period
 */
export async function readPortfolio(
  priceFiles: readonly string[],
  scoresFile: string,
  period: Period,
  reading: BarsCsvOptions = {},
): Promise<ScoredFile[]> {
  const fileOf = bySymbol(priceFiles);
  const problems: string[] = [];
  const priced: PricedFile[] = [];
  for (const [symbol, file] of fileOf) {
    const prices = await orProblem(readPrices(file, { ...reading, volume: 'not needed' }), problems);
    if (prices) priced.push({ symbol, file, ...prices });
  }
  const scores = await orProblem(readScores(scoresFile, 'symbol,date,probability'), problems);
  const scored = scores ? matched(priced, scores, period, fileOf) : { files: [], problems: [] };
  problems.push(...scored.problems.map((problem) => `${scoresFile}: ${problem}`));
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return scored.files;
}

/** Symbol → file. @throws UserError for files of the same symbol */
function bySymbol(files: readonly string[]): Map<string, string> {
  const fileOf = new Map<string, string>();
  const problems: string[] = [];
  for (const file of files) {
    const symbol = symbolOfFile(file);
    const other = fileOf.get(symbol);
    if (other === undefined) fileOf.set(symbol, file);
    else problems.push(`${other} and ${file} are both of ${symbol}: each price file is named after its symbol`);
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return fileOf;
}

function matched(
  priced: readonly PricedFile[],
  scores: readonly Score[],
  period: Period,
  fileOf: ReadonlyMap<string, string>,
): { files: ScoredFile[]; problems: string[] } {
  const scoresOf = Map.groupBy(scores, ({ symbol }) => symbol);
  const silent = [...fileOf.keys()].filter((symbol) => !scoresOf.has(symbol));
  const unknown = [...scoresOf].filter(([symbol]) => !fileOf.has(symbol));
  const problems: string[] = [];
  if (silent.length > 0) problems.push(`no probability of ${fewOf(silent)}, of which there are prices`);
  if (unknown.length > 0) {
    const where = unknown.map(([symbol, [{ line }]]) => `${symbol} (line ${line})`);
    problems.push(`no prices of ${fewOf(where)}; there are those of ${fewOf([...fileOf.keys()])}`);
  }

  const files: ScoredFile[] = [];
  const strays: { line: number; problem: string }[] = [];
  for (const prices of priced) {
    const own = scoresOf.get(prices.symbol);
    if (!own) continue;
    const { signals, strays: ofNoSession } = signalsOf(own, prices, period);
    files.push({ ...prices, signals });
    strays.push(...ofNoSession.map((score) => ({ line: score.line, problem: strayProblem(score, prices) })));
    if (ofNoSession.length === 0 && predictionsIn(signals) === 0) {
      problems.push(`${prices.symbol}: ${nothingPredicted(own, period)}`);
    }
  }
  strays.sort((a, b) => a.line - b.line);
  problems.push(...strays.slice(0, LISTED).map(({ problem }) => problem));
  if (strays.length > LISTED) problems.push(`… and ${strays.length - LISTED} more scores of no session`);
  return { files, problems };
}

/** What the user has to mend is written down, and reading goes on; any other error is passed on. */
async function orProblem<Result>(work: Promise<Result>, problems: string[]): Promise<Result | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
