import { type Evaluation, evaluate, gate } from '../../src/learn/index.ts';
import { reliability } from '../../src/metrics/reliability.ts';
import { type MeanAuc, meanAuc } from './auc_over_stocks.ts';
import type { InstrumentRows } from './dow_rows.ts';
import type { Forecaster } from './forecasters.ts';
import { combined, HEADLINE, type Timed } from './lineup.ts';

/** Share of the dates, the newest, that is judged on. */
const TEST_SHARE = 0.15;
const FOLDS = 5;

/** How a forecast did on the test rows of one instrument. */
export type InstrumentResult = {
  readonly symbol: string;
  readonly found: Evaluation;
  readonly passed: boolean;
  readonly calibrationError: number;
};

export type RangeResult = {
  readonly name: string;
  readonly results: readonly InstrumentResult[];
  /** Over the instruments. */
  readonly mean: MeanAuc;
  readonly seconds: number;
};

export type LastRange = { readonly from: string; readonly to: string; readonly measured: readonly RangeResult[] };

/** Every forecaster on one test range, judged instrument by instrument as the pipeline judges a model. */
export function lastRange(
  instruments: readonly InstrumentRows[],
  forecasters: readonly Forecaster[],
  seed: number,
  say: (text: string) => void,
): LastRange {
  const dates = [...new Set(instruments.flatMap((one) => one.dates))].sort();
  const testFrom = dates[Math.round(dates.length * (1 - TEST_SHARE))];
  const single = forecasters.map(({ name, forecast }): Timed => {
    const started = performance.now();
    const timed = { name, forecast: forecast({ instruments, testFrom, folds: FOLDS, seed }) };
    const seconds = (performance.now() - started) / 1000;
    say(`from ${testFrom}, ${name}: ${seconds.toFixed(0)} s`);
    return { ...timed, seconds };
  });
  const ours = combined(single).filter(({ name }) => name === HEADLINE);
  const measured = [...single, ...ours].map(({ name, forecast, seconds }): RangeResult => {
    const judged = instruments.map(({ symbol, dates: all, labels }, i) => {
      const scores = forecast.probabilities[i];
      const from = all.length - scores.length;
      return { symbol, dates: all.slice(from), labels: labels.subarray(from), scores };
    });
    return {
      name,
      results: judged.map(({ symbol, labels, scores }) => {
        const found = evaluate(labels, scores, seed);
        const { calibrationError } = reliability(labels, scores);
        return { symbol, found, passed: gate(found).passed, calibrationError };
      }),
      mean: meanAuc([judged], seed),
      seconds,
    };
  });
  return { from: testFrom, to: dates[dates.length - 1], measured };
}
