import type { Bars } from '../bars.ts';
import { column, createMatrix, type Matrix } from '../matrix.ts';
import { checkBars } from './check_bars.ts';
import { checkContext } from './check_context.ts';
import type { Feature, Series } from './feature.ts';
import type { MarketContext } from './market_context.ts';
import { FEATURES, newestFeatureSet } from './registry.ts';
import { type SourceColumns, sliceSources } from './source_columns.ts';

export type EngineerOptions = {
  /**
   * The columns wanted, in this order. Default: `FEATURES`, those of an instrument's own history; with a context the
   * newest feature set, which looks at it.
   */
  readonly features?: readonly Feature[];
  /** Days without a session, as ISO dates; only the month-end columns use them. Default: none. */
  readonly holidays?: ReadonlySet<string>;
  /** The indices that the features of group `context` look at, by slot. Default: none. */
  readonly context?: MarketContext;
  /** What features of group `sources` show, one value per bar. Default: none. */
  readonly sources?: SourceColumns;
  /** First bar that a row is wanted for, counted from 0. Default: 0, all bars. */
  readonly from?: number;
};

/**
 * Features of one instrument: one row per bar from `from` on, one column per feature. NaN during each feature's
 * warm-up, finite from then on; features of group `context` are NaN where their index is absent.
 *
 * Row t depends on bars 0 … t only; adding bars later never changes it. Running sums and recursive averages depend on
 * the first bar, so `bars` must be the whole stored history, never a window of it. With `from` only the wanted rows
 * are computed: the same, bit for bit, as those of a full run.
 *
 * @throws RangeError naming field, rule, row and value if the bars break the rules of `checkBars`, the indices
 *   those of `checkContext`, or `from` is no row.
 */
export function engineerFeatures(bars: Bars, options: EngineerOptions = {}): Matrix {
  checkBars(bars);
  const { holidays = new Set(), context = [], sources = [], from = 0 } = options;
  const { features = options.context ? newestFeatureSet().features : FEATURES } = options;
  checkContext(context);
  const bound = bars.dates.length;
  if (!Number.isInteger(from) || from < 0 || from > bound) {
    throw new RangeError(`from must be a whole number between 0 and the ${bound} bars: ${from}`);
  }
  const seriesFrom = startingLater({ ...bars, holidays, context, sources, firstWanted: from });
  const matrix = createMatrix(bound - from, features.length);
  features.forEach((feature, j) => {
    const start = feature.memory === 'history' ? 0 : Math.max(0, from - feature.memory + 1);
    writeColumn(feature, seriesFrom(start), start, column(matrix, j), from);
  });
  return matrix;
}

/** The series from a given bar on. Features that start at the same bar get the same object, and share its results. */
function startingLater(series: Series): (start: number) => Series {
  const parts = new Map([[0, series]]);
  return (start) => {
    let part = parts.get(start);
    if (part === undefined) {
      part = {
        dates: series.dates.slice(start),
        open: series.open.subarray(start),
        high: series.high.subarray(start),
        low: series.low.subarray(start),
        close: series.close.subarray(start),
        volume: series.volume.subarray(start),
        holidays: series.holidays,
        context: series.context,
        sources: sliceSources(series.sources, start),
        firstWanted: series.firstWanted - start,
      };
      parts.set(start, part);
    }
    return part;
  };
}

/** Writes the values of bars `from` … to `out`, computed from the series that begins at bar `start`. */
function writeColumn(feature: Feature, series: Series, start: number, out: Float64Array, from: number): void {
  const values = feature.compute(series);
  // Adding 0 turns −0 into 0, which is the same value everywhere but in a content hash.
  for (let t = Math.max(from, feature.warmup); t < from + out.length; t++) out[t - from] = values[t - start] + 0;
}
