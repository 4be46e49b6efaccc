/** x_{j+1} − x_j, one value fewer than x. */
export function differences(x: Float64Array, out = new Float64Array(x.length - 1)): Float64Array {
  for (let j = 0; j < out.length; j++) out[j] = x[j + 1] - x[j];
  return out;
}

/** x_{j+1}/x_j − 1, one value fewer than x. */
export function simpleReturns(x: Float64Array, out = new Float64Array(x.length - 1)): Float64Array {
  for (let j = 0; j < out.length; j++) out[j] = x[j + 1] / x[j] - 1;
  return out;
}

/** Central differences (x_{j+1} − x_{j−1})/2, one-sided at both ends (numpy.gradient). */
export function gradient(x: Float64Array, out = new Float64Array(x.length)): Float64Array {
  const last = x.length - 1;
  out[0] = x[1] - x[0];
  for (let j = 1; j < last; j++) out[j] = (x[j + 1] - x[j - 1]) / 2;
  out[last] = x[last] - x[last - 1];
  return out;
}

/** x minus the straight line from its first to its last value. */
export function withoutEndLine(x: Float64Array, out = new Float64Array(x.length)): Float64Array {
  const last = x.length - 1;
  const rise = (x[last] - x[0]) / last;
  for (let j = 0; j <= last; j++) out[j] = x[j] - (x[0] + rise * j);
  return out;
}
