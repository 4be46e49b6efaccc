export function map(x: Float64Array, f: (value: number) => number): Float64Array {
  const out = new Float64Array(x.length);
  for (let t = 0; t < x.length; t++) out[t] = f(x[t]);
  return out;
}

/** f of two series of equal length, bar by bar. */
export function zip(x: Float64Array, y: Float64Array, f: (x: number, y: number) => number): Float64Array {
  const out = new Float64Array(x.length);
  for (let t = 0; t < x.length; t++) out[t] = f(x[t], y[t]);
  return out;
}

/** f of the value at t and the value k bars before; NaN for the first k bars. */
export function withLag(x: Float64Array, k: number, f: (now: number, before: number) => number): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  for (let t = k; t < x.length; t++) out[t] = f(x[t], x[t - k]);
  return out;
}

export const growth = (now: number, before: number): number => now / before;
export const difference = (now: number, before: number): number => now - before;
export const logGrowth = (now: number, before: number): number => Math.log(now / before);

/** a / b, or the neutral value where b is 0. */
export function ratio(a: Float64Array, b: Float64Array, neutral: number): Float64Array {
  return zip(a, b, (x, y) => (y === 0 ? neutral : x / y));
}

/** 1 where a lies above b, else 0. The tolerance keeps exact ties independent of the order of summation. */
export function isAbove(a: Float64Array, b: Float64Array): Float64Array {
  return zip(a, b, (x, y) => (x - y > 1e-9 * Math.abs(y) ? 1 : 0));
}

/** Where x lies between low and high, 0…1 inside; 0.5 where they are equal. */
export function positionWithin(x: Float64Array, low: Float64Array, high: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let t = 0; t < x.length; t++) out[t] = high[t] === low[t] ? 0.5 : (x[t] - low[t]) / (high[t] - low[t]);
  return out;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
