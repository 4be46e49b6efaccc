import type { MarketContext } from '../../../src/features/index.ts';
import { marketColumns } from './columns.ts';
import {
  baseRates,
  type Forecast,
  learnedMembers,
  MAJORITY,
  MIXTURES,
  mixtureForecasts,
  RULES,
  ruleForecasts,
} from './direction.ts';
import { expectedAucs } from './expected.ts';
import { type DailySums, type Expected, type JudgedStock, type Ratio, resampledYear } from './figures.ts';
import { GROWTH_INTERVALS, type GrowthLosses } from './growth.ts';
import type { Task } from './learn.ts';
import { dailyIc, rankings } from './ranks.ts';
import type { Say, Series } from './read_folder.ts';
import { daysOfYear, type Rows, rowsOfDays } from './rows.ts';
import type { Store } from './store.ts';
import type { Threads } from './threads.ts';

/** What all years share. */
export type Run = {
  readonly stocks: readonly Series[];
  readonly rows: Rows;
  readonly store: Store;
  readonly context: MarketContext;
  readonly threads: Threads;
  readonly seed: number;
  readonly say: Say;
};

/** What a procedure did in a year; figures that it has not are left out. */
export type YearFigures = {
  readonly auc?: Ratio;
  readonly expectedAuc?: Expected;
  readonly logLoss?: Ratio;
  readonly rankIc?: Ratio;
  readonly toNormal?: Ratio;
  readonly toUnconditional?: Ratio;
  readonly inside?: Ratio;
};

/** Judged rows of one stock: which of the year's they are, and their sessions. */
type StockRows = { readonly series: Series; readonly at: Int32Array; readonly sessions: Int32Array };

/** Every procedure in one year, by its name. Models learn from rows whose label ended before it. */
export async function judgeYear(run: Run, year: number): Promise<Map<string, YearFigures>> {
  const { rows, store, context, threads, stocks, seed, say } = run;
  const days = daysOfYear(rows, year);
  const [from, to] = rowsOfDays(rows, days);
  const judged = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const task: Task = { rows, store, days, seed };
  const yearDays = Int32Array.from(judged, (row) => rows.day[row] - days[0]);
  const growth = rows.growth.slice(from, to);
  const byStock = rowsByStock(stocks, rows, judged);
  const figures = resampledYear(days[1] - days[0], seed + year);
  const found = new Map<string, YearFigures>();
  const timed = stopwatch(say, year);

  const members = learnedMembers(task, marketColumns(context.length));
  timed('direction learned');
  const forecasts = mixtureForecasts(task, members, judged);
  for (const [name, forecast] of gathered(byStock, judged.length)) forecasts.set(name, forecast);
  const expected = await expectedAucs({ threads, byStock, rows, days, context, members, seed });
  timed('surrogates');
  const base = spread(byStock, judged.length, ({ series, sessions }) => baseRates(series, sessions));
  const labels = Uint8Array.from(growth, (value) => (value > 1 ? 1 : 0));
  for (const [name, { scores, probabilities }] of forecasts) {
    found.set(name, {
      auc: figures.meanAuc(byStock.map(({ at }) => judgedStock(at, yearDays, labels, scores))),
      expectedAuc: expected.get(name),
      ...(probabilities && {
        logLoss: figures.daily(logLosses(yearDays, days[1] - days[0], labels, probabilities, base)),
      }),
      rankIc: name === MAJORITY ? undefined : figures.daily(dailyIc(yearDays, growth, scores, days[1] - days[0])),
    });
  }
  for (const [name, scores] of rankings(task, judged)) {
    found.set(name, { rankIc: figures.daily(dailyIc(yearDays, growth, scores, days[1] - days[0])) });
  }
  timed('ranks');
  const losses = await Promise.all(byStock.map(({ series, sessions }) => threads.growth({ series, sessions })));
  GROWTH_INTERVALS.forEach((name, kind) => {
    const sums = (under: (losses: readonly GrowthLosses[], i: number) => number, over = pinballOf(kind)) =>
      figures.daily(summed(byStock, losses, yearDays, days[1] - days[0], over, under));
    found.set(name, {
      toNormal: sums(pinballOf(1)),
      toUnconditional: sums(pinballOf(2)),
      inside: sums(
        (all, i) => (Number.isNaN(all[kind].inside[i]) ? Number.NaN : 1),
        (all, i) => all[kind].inside[i],
      ),
    });
  });
  timed('intervals');
  return found;
}

function stopwatch(say: Say, year: number): (what: string) => void {
  let before = performance.now();
  return (what) => {
    const now = performance.now();
    say(`${year}: ${what}, ${((now - before) / 1000).toFixed(0)} s`);
    before = now;
  };
}

export function rowsByStock(stocks: readonly Series[], rows: Rows, judged: Int32Array): StockRows[] {
  const places = stocks.map((): number[] => []);
  judged.forEach((row, i) => {
    places[rows.instrument[row]].push(i);
  });
  return stocks.flatMap((series, i) =>
    places[i].length === 0
      ? []
      : [
          {
            series,
            at: Int32Array.from(places[i]),
            sessions: Int32Array.from(places[i], (place) => rows.session[judged[place]]),
          },
        ],
  );
}

/** What is said stock by stock, where its rows are. */
function spread(byStock: readonly StockRows[], count: number, of: (stock: StockRows) => Float64Array): Float64Array {
  const out = new Float64Array(count);
  for (const stock of byStock) {
    const said = of(stock);
    stock.at.forEach((place, i) => {
      out[place] = said[i];
    });
  }
  return out;
}

/** The rules' forecasts of all rows. */
function gathered(byStock: readonly StockRows[], count: number): Map<string, Forecast> {
  const said = new Map(byStock.map((stock) => [stock, ruleForecasts(stock.series, stock.sessions)]));
  return new Map(
    [MAJORITY, ...RULES].map((name) => {
      const of = (pick: (forecast: Forecast) => Float64Array | undefined) =>
        spread(byStock, count, (stock) => {
          const forecast = said.get(stock)?.get(name);
          return (forecast && pick(forecast)) ?? new Float64Array(stock.at.length);
        });
      const scores = of((forecast) => forecast.scores);
      return [name, name === MAJORITY ? { scores, probabilities: scores } : { scores }];
    }),
  );
}

function judgedStock(at: Int32Array, days: Int32Array, labels: Uint8Array, scores: Float64Array): JudgedStock {
  return {
    days: at.map((place) => days[place]),
    labels: Uint8Array.from(at, (place) => labels[place]),
    scores: Float64Array.from(at, (place) => scores[place]),
  };
}

/** Log-losses of forecasts over those of the base rate. */
function logLosses(
  days: Int32Array,
  count: number,
  labels: Uint8Array,
  probabilities: Float64Array,
  base: Float64Array,
): DailySums {
  const [over, under] = [new Float64Array(count), new Float64Array(count)];
  const loss = (label: number, p: number) => -Math.log(Math.max(1e-16, label === 1 ? p : 1 - p));
  days.forEach((day, i) => {
    over[day] += loss(labels[i], probabilities[i]);
    under[day] += loss(labels[i], base[i]);
  });
  return { over, under };
}

type Of = (losses: readonly GrowthLosses[], i: number) => number;
const pinballOf =
  (kind: number): Of =>
  (losses, i) =>
    losses[kind].pinball[i];

/** Two sums by day over the rows of all stocks on which both are known. */
function summed(
  byStock: readonly StockRows[],
  losses: readonly (readonly GrowthLosses[])[],
  days: Int32Array,
  count: number,
  overOf: Of,
  underOf: Of,
): DailySums {
  const [over, under] = [new Float64Array(count), new Float64Array(count)];
  byStock.forEach(({ at }, stock) => {
    at.forEach((place, i) => {
      const [a, b] = [overOf(losses[stock], i), underOf(losses[stock], i)];
      if (Number.isNaN(a) || Number.isNaN(b)) return;
      over[days[place]] += a;
      under[days[place]] += b;
    });
  });
  return { over, under };
}

export type { StockRows };
export { MIXTURES };
