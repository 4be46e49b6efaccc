import { existsSync, readdirSync } from 'node:fs';
import type { Bars } from '../../../src/bars.ts';
import { daysBetween } from '../../../src/dates.ts';
import { engineerFeatures, FEATURES, futureGrowth, isComparable, readsContext } from '../../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { LONGEST_LABEL_DAYS } from '../../../src/learn/index.ts';
import { column, createMatrix, type Matrix } from '../../../src/matrix.ts';
import { readBars } from '../../features/support.ts';
import { SHARED } from '../../support/shared.ts';

/** What a pool learns from: features of an instrument's own history that mean the same for every instrument. */
const LEARNED = FEATURES.filter((feature) => isComparable(feature) && !readsContext(feature));

export const LEARNED_NAMES = LEARNED.map(({ name }) => name);

/** A year: what features look back on longest. */
const WARM_UP = 252;

/** Rows of many stocks in the order of their dates, then of the stocks. */
export type OrderRows = {
  readonly dates: readonly string[];
  /** The session whose close the label looks at. */
  readonly labelEnds: readonly string[];
  readonly members: Int32Array;
  /** close[t+7] / close[t]. */
  readonly growth: Float64Array;
  /** close[t+2] / close[t+1]: what Qlib's label is. */
  readonly nextDay: Float64Array;
  /** Less the log growth of the seven sessions before. */
  readonly reversal: Float64Array;
  readonly features: Matrix;
};

export const missingStocks = existsSync(new URL('data/us150/', SHARED))
  ? undefined
  : 'the price files are not beside this checkout (../shared/data/us150): nothing to measure';

export const readStocks = (): Bars[] => {
  const folder = new URL('data/us150/', SHARED);
  return readdirSync(folder).map((file) => readBars(new URL(file, folder)));
};

/**
 * Labelled rows of all stocks: every `every`th session to learn from, as neighbours share six of the seven days of
 * their labels, and all sessions of the years that are judged.
 */
export function orderRows(stocks: readonly Bars[], years: readonly number[], every: number): OrderRows {
  const calendar = [...new Set(stocks.flatMap(({ dates }) => dates))].sort();
  const isThin = new Set(calendar.filter((_, day) => day % every === 0));
  const isJudged = (date: string) => years.includes(Number(date.slice(0, 4)));
  const wanted = stocks.map(({ dates }) =>
    [...dates.keys()].filter(
      (t) =>
        t >= WARM_UP &&
        t + HORIZON_SESSIONS < dates.length &&
        daysBetween(dates[t], dates[t + HORIZON_SESSIONS]) <= LONGEST_LABEL_DAYS &&
        (isThin.has(dates[t]) || isJudged(dates[t])),
    ),
  );
  const order = wanted
    .flatMap((sessions, member) => sessions.map((t, own) => ({ date: stocks[member].dates[t], member, t, own })))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.member - b.member));
  const features = createMatrix(order.length, LEARNED.length);
  const rowsOf = Array.from(stocks, () => [] as number[]);
  for (const [row, { member }] of order.entries()) rowsOf[member].push(row);
  const growths = stocks.map((bars, member) => {
    const values = engineerFeatures(bars, { features: LEARNED });
    for (let j = 0; j < LEARNED.length; j++) {
      const [from, to] = [column(values, j), column(features, j)];
      rowsOf[member].forEach((row, own) => {
        to[row] = from[wanted[member][own]];
      });
    }
    return futureGrowth(bars);
  });
  const over = (value: (close: Float64Array, t: number) => number) =>
    Float64Array.from(order, ({ member, t }) => value(stocks[member].close, t));
  return {
    dates: order.map(({ date }) => date),
    labelEnds: order.map(({ member, t }) => stocks[member].dates[t + HORIZON_SESSIONS]),
    members: Int32Array.from(order, ({ member }) => member),
    growth: Float64Array.from(order, ({ member, t }) => growths[member][t]),
    nextDay: over((close, t) => close[t + 2] / close[t + 1]),
    reversal: over((close, t) => -Math.log(close[t] / close[t - HORIZON_SESSIONS])),
    features,
  };
}
