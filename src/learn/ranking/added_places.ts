import { centredRanks } from '../../metrics/ranks.ts';

/**
 * The order of each day by two orders that have a vote each: the sum of the places, equals at their mean place. Sums of
 * halves are exact, so members that both together put level are level.
 * @param days of the rows, those of one day together
 */
export function addedPlaces(days: ArrayLike<number | string>, one: Float64Array, other: Float64Array): Float64Array {
  const places = new Float64Array(days.length);
  for (let from = 0; from < days.length; ) {
    let to = from + 1;
    while (to < days.length && days[to] === days[from]) to++;
    for (const scores of [one, other]) {
      centredRanks(scores.subarray(from, to)).forEach((place, i) => {
        places[from + i] += place;
      });
    }
    from = to;
  }
  return places;
}
