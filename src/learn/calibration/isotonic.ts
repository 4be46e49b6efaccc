import { scoreOrder } from '../../metrics/ranks.ts';

/** A non-decreasing function: linear between its points, level outside them. */
type Isotonic = { readonly scores: readonly number[]; readonly values: readonly number[] };

/**
 * The non-decreasing function of the score that is nearest to the labels in squares.
 *
 * Source: pool adjacent violators (Ayer et al. 1955; Best & Chakravarti 1990). Rows of equal score are one point. As in
 * scikit-learn's `IsotonicRegression` only both ends of a level stretch are kept, and values in between come by linear
 * interpolation.
 * Edge: no rows is refused.
 */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): Isotonic {
  if (scores.length === 0) throw new RangeError('isotonic: needs at least one row, got none');
  const blocks: { from: number; to: number; sum: number; rows: number }[] = [];
  for (const row of scoreOrder(scores)) {
    const last = blocks.at(-1);
    if (last !== undefined && last.from === scores[row]) {
      last.sum += labels[row];
      last.rows++;
    } else {
      pool(blocks);
      blocks.push({ from: scores[row], to: scores[row], sum: labels[row], rows: 1 });
    }
  }
  pool(blocks);
  const points = blocks.flatMap(({ from, to, sum, rows }) =>
    from === to
      ? [[from, sum / rows]]
      : [
          [from, sum / rows],
          [to, sum / rows],
        ],
  );
  return { scores: points.map(([score]) => score), values: points.map(([, value]) => value) };
}

/** Merges the last blocks until means ascend. */
function pool(blocks: { from: number; to: number; sum: number; rows: number }[]): void {
  while (blocks.length > 1) {
    const last = blocks[blocks.length - 1];
    const before = blocks[blocks.length - 2];
    if (before.sum / before.rows < last.sum / last.rows) return;
    blocks.pop();
    before.to = last.to;
    before.sum += last.sum;
    before.rows += last.rows;
  }
}

export function applyIsotonic({ scores, values }: Isotonic, score: number): number {
  const last = scores.length - 1;
  if (score <= scores[0]) return values[0];
  if (score >= scores[last]) return values[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (scores[middle] <= score) low = middle;
    else high = middle;
  }
  const share = (score - scores[low]) / (scores[high] - scores[low]);
  return values[low] + share * (values[high] - values[low]);
}
