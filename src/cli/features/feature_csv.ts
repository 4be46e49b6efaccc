import type { Bars } from '../../bars.ts';
import { engineerFeatures, type Feature, futureGrowth, type MarketContext } from '../../features/index.ts';
import { HORIZON_SESSIONS } from '../../horizon.ts';
import type { Matrix } from '../../matrix.ts';

/** Large enough that writing a chunk costs little, small enough that a reader who stops early is noticed. */
const CHUNK_CHARACTERS = 1 << 16;

/** The columns of the output: the date, every feature, and the two values that a model learns to forecast. */
export function csvColumns(features: readonly Feature[]): string[] {
  return ['date', ...features.map(({ name }) => name), `growth_future_${HORIZON_SESSIONS}d`, 'target'];
}

/**
 * The features of a price history as CSV text, in chunks: a header, and one row per bar. A value that is not known
 * (warm-up, and the future of the last bars) is an empty cell; a number is the shortest text that reads back as the
 * same double. The target is 1 where the future growth is above 1, else 0.
 */
export function featureCsv(bars: Bars, features: readonly Feature[], context: MarketContext): Iterable<string> {
  // Computed here and not on the first chunk: nothing is opened for a result that there may never be.
  const matrix = engineerFeatures(bars, { features, context });
  return csvChunks(csvColumns(features), bars.dates, matrix, futureGrowth(bars));
}

function* csvChunks(
  columns: readonly string[],
  dates: readonly string[],
  { rows, cols, data }: Matrix,
  growth: Float64Array,
): Generator<string> {
  let chunk = `${columns.join(',')}\n`;
  for (let t = 0; t < rows; t++) {
    chunk += dates[t];
    for (let j = 0; j < cols; j++) chunk += `,${cell(data[j * rows + t])}`;
    chunk += `,${cell(growth[t])},${target(growth[t])}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

const cell = (value: number): string => (Number.isNaN(value) ? '' : String(value));

function target(growth: number): string {
  if (Number.isNaN(growth)) return '';
  return growth > 1 ? '1' : '0';
}
