/** Probability 1 / (1 + exp(−(slope × score + intercept))). */
type Platt = { readonly slope: number; readonly intercept: number };

const MOST_STEPS = 100;
const RIDGE = 1e-12;

/**
 * Platt scaling: a logistic curve through scores and labels. The labels are taken a little inside 0 and 1,
 * (n⁺ + 1) / (n⁺ + 2) and 1 / (n⁻ + 2), so that separated classes do not ask for an infinite slope.
 *
 * Source: Platt (1999), Probabilistic outputs for support vector machines; Newton steps with halving as in Lin, Lin &
 * Weng (2007), A note on Platt's probabilistic outputs. Their A and B are −slope and −intercept.
 *
 * With `smallestSlope` the best curve at least that steep: the loss is convex, so it is the free one or lies on the
 * bound.
 * Edge: no rows is refused; with one class the curve is nearly level.
 */
export function fitPlatt(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  smallestSlope = Number.NEGATIVE_INFINITY,
): Platt {
  if (scores.length === 0) throw new RangeError('platt: needs at least one row, got none');
  const free = minimise(scores, labels, undefined);
  return free.slope >= smallestSlope ? free : minimise(scores, labels, smallestSlope);
}

function minimise(scores: ArrayLike<number>, labels: ArrayLike<number>, fixedSlope: number | undefined): Platt {
  const rows = scores.length;
  let positives = 0;
  for (let row = 0; row < rows; row++) positives += labels[row];
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (rows - positives + 2);
  const loss = (slope: number, intercept: number) => {
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const margin = slope * scores[row] + intercept;
      // ln(1 + e^m) − t m, without overflow.
      total +=
        Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - (labels[row] === 1 ? high : low) * margin;
    }
    return total;
  };
  let slope = fixedSlope ?? 0;
  let intercept = Math.log((positives + 1) / (rows - positives + 1));
  let value = loss(slope, intercept);
  for (let step = 0; step < MOST_STEPS; step++) {
    let [g1, g2, h11, h12, h22] = [0, 0, RIDGE, 0, RIDGE];
    for (let row = 0; row < rows; row++) {
      const score = scores[row];
      const p = 1 / (1 + Math.exp(-(slope * score + intercept)));
      const residual = p - (labels[row] === 1 ? high : low);
      const weight = p * (1 - p);
      g1 += residual * score;
      g2 += residual;
      h11 += weight * score * score;
      h12 += weight * score;
      h22 += weight;
    }
    if (fixedSlope !== undefined) [g1, h11, h12] = [0, 1, 0];
    const determinant = h11 * h22 - h12 * h12;
    const stepSlope = -(h22 * g1 - h12 * g2) / determinant;
    const stepIntercept = -(h11 * g2 - h12 * g1) / determinant;
    // Twice what a step can still gain: below the rounding of the loss it is nothing.
    if (-(g1 * stepSlope + g2 * stepIntercept) < 1e-13 * value) break;
    let size = 1;
    let next = loss(slope + stepSlope, intercept + stepIntercept);
    while (!(next <= value) && size > 1e-10) {
      size /= 2;
      next = loss(slope + size * stepSlope, intercept + size * stepIntercept);
    }
    if (!(next <= value)) break;
    slope += size * stepSlope;
    intercept += size * stepIntercept;
    value = next;
  }
  return { slope, intercept };
}
