import type { Bars } from '../bars.ts';
import { column, createMatrix, type Matrix } from '../matrix.ts';
import { checkBars } from './check_bars.ts';
import type { Feature, Series } from './feature.ts';
import { FEATURES } from './registry.ts';

export type EngineerOptions = {
  /** Days without a session, as ISO dates; only the month-end columns use them. Default: none. */
  readonly holidays?: ReadonlySet<string>;
};

/**
 * All features of one instrument: one row per bar, one column per entry of `FEATURES`, in that order. NaN during each
 * feature's warm-up, finite from then on.
 *
 * Row t depends on bars 0 … t only; adding bars later never changes it. Cumulative and recursive features depend on
 * the first bar, so `bars` must be the whole stored history, never a window of it.
 *
 * @throws RangeError naming field, rule, row and value if the bars break the rules of `checkBars`.
 */
export function engineerFeatures(bars: Bars, options: EngineerOptions = {}): Matrix {
  checkBars(bars);
  const series: Series = { ...bars, holidays: options.holidays ?? new Set() };
  const matrix = createMatrix(bars.dates.length, FEATURES.length);
  FEATURES.forEach((feature, j) => {
    writeColumn(feature, series, column(matrix, j));
  });
  return matrix;
}

function writeColumn(feature: Feature, series: Series, out: Float64Array): void {
  const values = feature.compute(series);
  // Adding 0 turns −0 into 0, which is the same value everywhere but in a content hash.
  for (let t = feature.warmup; t < out.length; t++) out[t] = values[t] + 0;
}
