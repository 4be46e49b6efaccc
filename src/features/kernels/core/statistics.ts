/**
 * Statistics of x[from, to), by default of all of x. Means are summed as deviations from the first value, so that a
 * constant window has exactly that value as its mean and exactly 0 as its deviation: the stated answers for flat data
 * then need no tolerance. Nothing is carried from one window to the next, so that a price jump leaves no rounding
 * residue in later windows.
 */

export function mean(x: Float64Array, from = 0, to = x.length): number {
  const first = x[from];
  let sum = 0;
  for (let i = from + 1; i < to; i++) sum += x[i] - first;
  return first + sum / (to - from);
}

export function sumOfSquaredDeviations(x: Float64Array, from = 0, to = x.length): number {
  const centre = mean(x, from, to);
  let sum = 0;
  for (let i = from; i < to; i++) {
    const deviation = x[i] - centre;
    sum += deviation * deviation;
  }
  return sum;
}

/** Population standard deviation (ddof 0). */
export function populationSd(x: Float64Array, from = 0, to = x.length): number {
  return Math.sqrt(sumOfSquaredDeviations(x, from, to) / (to - from));
}

/** Sample standard deviation (ddof 1). */
export function sampleSd(x: Float64Array, from = 0, to = x.length): number {
  return Math.sqrt(sumOfSquaredDeviations(x, from, to) / (to - from - 1));
}

/** Mean absolute deviation from the mean. */
export function meanDeviation(x: Float64Array, from = 0, to = x.length): number {
  const centre = mean(x, from, to);
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.abs(x[i] - centre);
  return sum / (to - from);
}

export function sum(x: Float64Array, from = 0, to = x.length): number {
  let total = 0;
  for (let i = from; i < to; i++) total += x[i];
  return total;
}

export function smallest(x: Float64Array, from = 0, to = x.length): number {
  let best = x[from];
  for (let i = from + 1; i < to; i++) if (x[i] < best) best = x[i];
  return best;
}

export function largest(x: Float64Array, from = 0, to = x.length): number {
  let best = x[from];
  for (let i = from + 1; i < to; i++) if (x[i] > best) best = x[i];
  return best;
}
