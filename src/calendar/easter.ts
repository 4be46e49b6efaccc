import { dayOf } from './days.ts';

/**
 * Easter Sunday of a Gregorian year as a day number: the Sunday after the ecclesiastical full moon of spring.
 *
 * Source: J.-M. Oudin's integer algorithm of 1940, as given in the Explanatory Supplement to the Astronomical Almanac
 * (P. K. Seidelmann, ed., 1992), section 12.
 */
export function easterSunday(year: number): number {
  const century = Math.floor(year / 100);
  const golden = year % 19;
  const moonCorrection = Math.floor((century - 17) / 25);
  // Days from 21 March to the full moon, first by the epact, then with the two exceptions of the Gregorian tables.
  const epact =
    (century - Math.floor(century / 4) - Math.floor((century - moonCorrection) / 3) + 19 * golden + 15) % 30;
  const fullMoon =
    epact -
    Math.floor(epact / 28) *
      (1 - Math.floor(epact / 28) * Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + fullMoon + 2 - century + Math.floor(century / 4)) % 7;
  return dayOf(year, 3, 28) + fullMoon - weekday;
}
