/** Dates on either side that a date is held against. */
const NEIGHBOURS = 3;

/**
 * The day of each row, counted from 0 along the dates. A date that has fewer than a third of the rows of the fullest of
 * three dates on either side is counted with the one before it: a weekend, of which only some instruments have
 * sessions, would otherwise take a phase of the days for itself.
 * @param dates of the rows, those of one date together, ascending
 */
export function countedDays(dates: ArrayLike<number | string>): Int32Array {
  const firstRows: number[] = [];
  for (let row = 0; row < dates.length; row++) if (row === 0 || dates[row] !== dates[row - 1]) firstRows.push(row);
  const counts = firstRows.map((from, i) => (firstRows[i + 1] ?? dates.length) - from);
  const days = new Int32Array(dates.length);
  let day = -1;
  firstRows.forEach((from, i) => {
    const around = counts.slice(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1);
    if (i === 0 || 3 * counts[i] >= Math.max(...around)) day++;
    days.fill(day, from, from + counts[i]);
  });
  return days;
}
