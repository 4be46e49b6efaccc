import { existsSync, readdirSync } from 'node:fs';
import {
  completeness,
  engineerFeatures,
  futureGrowth,
  type MarketContext,
  newestFeatureSet,
} from '../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { LONGEST_LABEL_DAYS } from '../../src/learn/index.ts';
import { column, createMatrix, type Matrix } from '../../src/matrix.ts';
import { readBars } from '../features/support.ts';
import { SHARED } from '../support/shared.ts';

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

export function dowRows(): InstrumentRows[] {
  return readdirSync(FOLDER).map((file) => labelledRows(file.replace('.csv', '')));
}

function labelledRows(symbol: string): InstrumentRows {
  const bars = readBars(new URL(`${symbol}.csv`, FOLDER));
  const series = (name: string) => {
    const { dates, close } = readBars(new URL(`data/index/${name}.csv`, SHARED));
    return { dates, close, sameSession: true };
  };
  const impliedVolatility = series('VIX');
  const context: MarketContext = INDICES.map((name) => ({ symbol: name, ...series(name), impliedVolatility }));
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
    features: selectRows(matrix, sessions),
  };
}

/** The given rows, in the given order, copied into a new matrix. */
export function selectRows(matrix: Matrix, rows: readonly number[]): Matrix {
  const out = createMatrix(rows.length, matrix.cols);
  for (let j = 0; j < matrix.cols; j++) {
    const [from, to] = [column(matrix, j), column(out, j)];
    for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
  }
  return out;
}
