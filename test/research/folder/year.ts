import { baseRates, MAJORITY } from './direction.ts';
import { expectedAucs } from './expected.ts';
import {
  type Expected,
  type JudgedStock,
  type Ratio,
  resampledYear,
  summedByDay,
  type YearFigures,
} from './figures.ts';
import { forecastYear, type Material, type StockRows, spread, type YearForecasts } from './forecasts.ts';
import { intervalFigures, regressionLosses } from './interval_figures.ts';
import { dailyIc } from './ranks.ts';
import type { Threads } from './threads.ts';

/** Every procedure in one year, by its name. */
export async function judgeYear(
  material: Material,
  threads: Threads,
  year: number,
  worlds?: number,
): Promise<ReadonlyMap<string, YearFigures>> {
  const { rows, context, seed, say } = material;
  const timed = stopwatch((what) => say(`${year}: ${what}`));
  const forecasts = forecastYear(material, year);
  timed('learned');
  const { byStock, days, learned } = forecasts;
  const expected = await expectedAucs({ threads, byStock, rows, days, context, ...learned, seed: seed + year, worlds });
  timed('mirrored histories');
  const growth = await Promise.all(byStock.map(({ series, sessions }) => threads.growth({ series, sessions })));
  const regression = regressionLosses(material, forecasts);
  timed('intervals');
  const judge = judging(material, forecasts, year);
  const intervals = intervalFigures(rows, forecasts, { growth, regression }, seed + year);
  const found = new Map([...judge.direction(expected), ...judge.ranks(), ...intervals]);
  timed('judged');
  return found;
}

function stopwatch(say: (line: string) => void): (what: string) => void {
  let before = performance.now();
  return (what) => {
    const now = performance.now();
    say(`${what}, ${((now - before) / 1000).toFixed(1)} s`);
    before = now;
  };
}

function judging({ rows, seed }: Material, forecasts: YearForecasts, year: number) {
  const { byStock, judged, days } = forecasts;
  const count = days[1] - days[0];
  const figures = resampledYear(count, seed + year);
  const growth = Float64Array.from(judged, (row) => rows.growth[row]);
  const labels = Uint8Array.from(growth, (value) => (value > 1 ? 1 : 0));
  const dayOf = judged.map((row) => rows.day[row] - days[0]);
  const base = spread(byStock, judged.length, ({ series, sessions }) => baseRates(series, sessions));
  const daily = (over: (place: number) => number, under: (place: number) => number): Ratio =>
    figures.daily(summedByDay(dayOf, count, over, under));
  const rankIc = (scores: Float64Array) => figures.daily(dailyIc(dayOf, growth, scores, count));
  const logLoss = (p: Float64Array) => (place: number) =>
    -Math.log(Math.max(1e-16, labels[place] === 1 ? p[place] : 1 - p[place]));

  return {
    direction: (expected: ReadonlyMap<string, Expected>) =>
      [...forecasts.direction].map(([name, { scores, probabilities }]): [string, YearFigures] => [
        name,
        {
          auc: figures.meanAuc(byStock.map(({ at }) => judgedStock(at, dayOf, labels, scores))),
          expectedAuc: expected.get(name),
          ...(probabilities && { logLoss: daily(logLoss(probabilities), logLoss(base)) }),
          // What says the same of all days orders stocks by their past, and that is not what it is there for.
          ...(name !== MAJORITY && { rankIc: rankIc(scores) }),
        },
      ]),
    ranks: () =>
      [...forecasts.ranks].map(([name, scores]): [string, YearFigures] => [name, { rankIc: rankIc(scores) }]),
  };
}

function judgedStock(at: StockRows['at'], days: Int32Array, labels: Uint8Array, scores: Float64Array): JudgedStock {
  return {
    days: at.map((place) => days[place]),
    labels: Uint8Array.from(at, (place) => labels[place]),
    scores: Float64Array.from(at, (place) => scores[place]),
  };
}
