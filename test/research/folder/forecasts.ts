import type { MarketContext } from '../../../src/features/index.ts';
import { marketColumns } from './columns.ts';
import {
  type Forecast,
  type Learned,
  learnedDirection,
  learnedForecasts,
  MAJORITY,
  marketScores,
  RULES,
  ruleForecasts,
} from './direction.ts';
import type { Task } from './learn.ts';
import { rankings } from './ranks.ts';
import type { Say, Series } from './read_folder.ts';
import type { VariancePanel } from './regression.ts';
import { daysOfYear, type Rows, rowsOfDays } from './rows.ts';
import type { Store } from './store.ts';

/** Prices and features that all years share. */
export type Material = {
  readonly stocks: readonly Series[];
  readonly rows: Rows;
  readonly store: Store;
  readonly variances: VariancePanel;
  readonly context: MarketContext;
  readonly seed: number;
  readonly say: Say;
};

/** Judged rows of one stock: their places among the year's, and their sessions. */
export type StockRows = { readonly series: Series; readonly at: Int32Array; readonly sessions: Int32Array };

/** The rows of a year. */
export type YearRows = {
  /** Days of the year, as [from, to) of the calendar. */
  readonly days: readonly [number, number];
  readonly judged: Int32Array;
  readonly byStock: readonly StockRows[];
};

/** What is said of the rows of a year, in their order. */
export type YearForecasts = YearRows & {
  /** What the forecasts of direction were made of. */
  readonly learned: Learned;
  readonly direction: ReadonlyMap<string, Forecast>;
  readonly ranks: ReadonlyMap<string, Float64Array>;
};

/** All that is forecast for a year but intervals. Models learn from rows whose label ended before it. */
export function forecastYear({ stocks, rows, store, context, seed, say }: Material, year: number): YearForecasts {
  const { days, judged, byStock } = rowsOfYear(stocks, rows, year);
  const task: Task = { rows, store, days, seed, say };
  const market = marketColumns(context.length);
  const learned = learnedDirection(task, market);
  const said = learnedForecasts(task, learned, judged);
  return {
    days,
    judged,
    byStock,
    learned,
    direction: new Map([...said, ...ofRules(byStock, judged.length)]),
    ranks: rankings(task, marketScores(said), judged),
  };
}

/** Which rows are judged. */
export function rowsOfYear(stocks: readonly Series[], rows: Rows, year: number): YearRows {
  const days = daysOfYear(rows, year);
  const [from, to] = rowsOfDays(rows, days);
  const judged = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return { days, judged, byStock: rowsByStock(stocks, rows, judged) };
}

function rowsByStock(stocks: readonly Series[], rows: Rows, judged: Int32Array): StockRows[] {
  const places = stocks.map((): number[] => []);
  judged.forEach((row, i) => {
    places[rows.instrument[row]].push(i);
  });
  return stocks.flatMap((series, i) => {
    const at = Int32Array.from(places[i]);
    return at.length === 0 ? [] : [{ series, at, sessions: at.map((place) => rows.session[judged[place]]) }];
  });
}

function ofRules(byStock: readonly StockRows[], count: number): Map<string, Forecast> {
  const said = byStock.map(({ series, sessions }) => ruleForecasts(series, sessions));
  return new Map(
    [MAJORITY, ...RULES].map((name) => {
      const scores = spread(byStock, count, (_, stock) => said[stock].get(name)?.scores ?? new Float64Array(0));
      return [name, name === MAJORITY ? { scores, probabilities: scores } : { scores }];
    }),
  );
}

/** What is said stock by stock, where its rows are. */
export function spread(
  byStock: readonly StockRows[],
  count: number,
  of: (stock: StockRows, i: number) => Float64Array,
): Float64Array {
  const out = new Float64Array(count);
  byStock.forEach((stock, i) => {
    const said = of(stock, i);
    stock.at.forEach((place, k) => {
      out[place] = said[k];
    });
  });
  return out;
}
