import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  completeness,
  engineerFeatures,
  futureGrowth,
  type MarketContext,
  newestFeatureSet,
} from '../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { LONGEST_LABEL_DAYS } from '../../src/learn/index.ts';
import { column, createMatrix, createSharedMatrix, type Matrix } from '../../src/matrix.ts';
import { readBars } from '../features/support.ts';
import { SHARED } from '../support/shared.ts';
import { readFolder, type Say, type Series } from './folder/read_folder.ts';

const FOLDER = new URL('data/dow30/', SHARED);
const INDICES = ['SPX', 'IXIC', 'RUT'];
/** As in the pipeline's policy: rows count from where so many of their features are known. */
const LEAST_COMPLETENESS = 0.98;

/** Labelled rows of one instrument, oldest first. */
export type InstrumentRows = {
  readonly symbol: string;
  readonly dates: readonly string[];
  /** The session that the label knows the close of. */
  readonly labelEnds: readonly string[];
  readonly labels: Uint8Array;
  /** Columns of the newest feature set. */
  readonly features: Matrix;
};

export const missingPrices = existsSync(FOLDER)
  ? undefined
  : 'the price files are not beside this checkout (../shared/data): nothing to measure';

/** Rows that know which sessions of which prices they are. Their features are in memory that threads share. */
export type DowRows = InstrumentRows & {
  readonly series: Series;
  /** Positions among the bars. */
  readonly sessions: Int32Array;
};

/** The rows, and the indices that their features see. */
export async function dowRows(
  say: Say,
): Promise<{ readonly instruments: readonly DowRows[]; readonly context: MarketContext }> {
  const context = dowContext();
  const stocks = await readFolder(fileURLToPath(FOLDER), say);
  return { instruments: stocks.map((series) => labelledRows(series, context)), context };
}

function dowContext(): MarketContext {
  const series = (name: string) => {
    const { dates, close } = readBars(new URL(`data/index/${name}.csv`, SHARED));
    return { dates, close, sameSession: true };
  };
  const impliedVolatility = series('VIX');
  return INDICES.map((name) => ({ symbol: name, ...series(name), impliedVolatility }));
}

function labelledRows(series: Series, context: MarketContext): DowRows {
  const { symbol, bars } = series;
  const { features } = newestFeatureSet();
  const matrix = engineerFeatures(bars, { features, context });
  const known = completeness(matrix, features);
  const growth = futureGrowth(bars);
  const endOf = (t: number) => bars.dates[t + HORIZON_SESSIONS];
  const days = (t: number) => (Date.parse(endOf(t)) - Date.parse(bars.dates[t])) / 86_400_000;
  const sessions = [...bars.dates.keys()].filter(
    (t) => t + HORIZON_SESSIONS < bars.dates.length && known[t] >= LEAST_COMPLETENESS && days(t) <= LONGEST_LABEL_DAYS,
  );
  return {
    symbol,
    dates: sessions.map((t) => bars.dates[t]),
    labelEnds: sessions.map(endOf),
    labels: Uint8Array.from(sessions, (t) => (growth[t] > 1 ? 1 : 0)),
    features: selectRows(matrix, sessions, createSharedMatrix(sessions.length, matrix.cols)),
    series,
    sessions: Int32Array.from(sessions),
  };
}

/** The given rows, in the given order, copied into a new matrix or the one that is given. */
export function selectRows(
  matrix: Matrix,
  rows: readonly number[],
  out: Matrix = createMatrix(rows.length, matrix.cols),
): Matrix {
  for (let j = 0; j < matrix.cols; j++) {
    const [from, to] = [column(matrix, j), column(out, j)];
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
  }
  return out;
}
