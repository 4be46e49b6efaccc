import { sliceRows } from '../../src/matrix.ts';
import { aucByStock, type Judged, type MeanAuc, meanAuc } from './auc_over_stocks.ts';
import type { InstrumentRows } from './dow_rows.ts';
import type { Forecaster } from './forecasters.ts';
import { combined, type Timed } from './lineup.ts';

/** Years that designs were compared on; what happens in them is no result. */
export const DESIGN_YEARS = [2008, 2009, 2010];
/** Years that nothing was chosen on. */
export const TEST_YEARS = [2011, 2012, 2013, 2014, 2015, 2016, 2017];

const FOLDS = 3;

export type YearlyResult = {
  readonly name: string;
  /** Mean over the stocks, by year. */
  readonly byYear: readonly number[];
  /** Over stocks and years. */
  readonly mean: MeanAuc;
  readonly seconds: number;
};

/**
 * One model per year: learns from rows whose label ended before it, chooses by folds inside those, and is judged on the
 * year, stock by stock.
 */
export function yearly(
  instruments: readonly InstrumentRows[],
  forecasters: readonly Forecaster[],
  years: readonly number[],
  seed: number,
  say: (text: string) => void,
): YearlyResult[] {
  const found = years.map((year) => {
    const known = instruments.map((one) => rowsBefore(one, `${year + 1}-01-01`));
    const task = { instruments: known, testFrom: `${year}-01-01`, folds: FOLDS, seed };
    const single = forecasters.map(({ name, forecast }): Timed => {
      const started = performance.now();
      return { name, forecast: forecast(task), seconds: (performance.now() - started) / 1000 };
    });
    return [...single, ...combined(single)].map(({ name, forecast, seconds }) => {
      const judged = known.map((one, i): Judged => {
        const scores = forecast.scores[i];
        const from = one.dates.length - scores.length;
        return { symbol: one.symbol, dates: one.dates.slice(from), labels: one.labels.subarray(from), scores };
      });
      const auc = mean(aucByStock(judged).map((stock) => stock.auc));
      say(`${year} ${name}: ${auc.toFixed(3)}, ${seconds.toFixed(1)} s`);
      return { name, judged, auc, seconds };
    });
  });
  return found[0].map(({ name }, i) => ({
    name,
    byYear: found.map((year) => year[i].auc),
    mean: meanAuc(
      found.map((year) => year[i].judged),
      seed,
    ),
    seconds: found.reduce((sum, year) => sum + year[i].seconds, 0),
  }));
}

function rowsBefore({ symbol, dates, labelEnds, labels, features }: InstrumentRows, date: string): InstrumentRows {
  const end = dates.findIndex((one) => one >= date);
  const to = end < 0 ? dates.length : end;
  return {
    symbol,
    dates: dates.slice(0, to),
    labelEnds: labelEnds.slice(0, to),
    labels: labels.slice(0, to),
    features: sliceRows(features, 0, to),
  };
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
