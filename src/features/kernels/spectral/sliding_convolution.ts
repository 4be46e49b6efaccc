/**
 * The convolution of the last n values of a series with a kernel of m ≤ n points, at the n central places: cells[j]
 * belongs to the j-th value of the window, which is 0 outside, and equals full[j + ⌊(m−1)/2⌋].
 *
 * When the window moves on by one bar, every place keeps its sum except for the value that enters and the one that
 * leaves, so a step costs O(n) instead of O(n·m). A place lives for at most n steps and starts from a fresh sum: the
 * rounding errors of its additions cannot pile up beyond one window, and stay near 1e−14 of the largest value.
 */
export type SlidingConvolution = { readonly kernel: Float64Array; readonly cells: Float64Array };

export function createSlidingConvolution(n: number, kernel: Float64Array): SlidingConvolution {
  return { kernel, cells: new Float64Array(n) };
}

/** Moves the window on to end at x[t]; to be called for t = 0, 1, 2, … of one series. */
export function advance({ kernel, cells }: SlidingConvolution, x: Float64Array, t: number): void {
  const n = cells.length;
  const last = n - 1;
  const lead = Math.floor((kernel.length - 1) / 2);
  const tail = kernel.length - 1 - lead;
  const entering = x[t];

  cells.copyWithin(0, 1);
  if (t >= n) addMultiple(cells, 0, -x[t - n], kernel, lead + 1, tail);
  addMultiple(cells, last - lead, entering, kernel, 0, lead);
  let fresh = 0;
  for (let age = Math.min(tail, last, t); age >= 0; age--) fresh += x[t - age] * kernel[lead + age];
  cells[last] = fresh;
}

/** cells[at + i] += factor · kernel[from + i] for i < count. */
function addMultiple(
  cells: Float64Array,
  at: number,
  factor: number,
  kernel: Float64Array,
  from: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) cells[at + i] += factor * kernel[from + i];
}
