/** How many of the first `count` values, which are in ascending order, are not above the value. */
export function countNotAbove(sorted: Float64Array, count: number, value: number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Puts a value in its place among the first `count`; there must be room for one more. */
export function insertSorted(sorted: Float64Array, count: number, value: number): void {
  const place = countNotAbove(sorted, count, value);
  sorted.copyWithin(place + 1, place, count);
  sorted[place] = value;
}
