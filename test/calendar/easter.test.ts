import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { easterSunday } from '../../src/calendar/easter.ts';
import { isoDateOf, weekdayOf } from '../../src/dates.ts';

test('Easter is on the dates that the US Census Bureau lists for 2000 to 2030', () => {
  // US Census Bureau, "Easter Dates from 1600 to 2099"; month and day.
  const listed = `04-23 04-15 03-31 04-20 04-11 03-27 04-16 04-08 03-23 04-12 04-04 04-24 04-08 03-31 04-20 04-05
                  03-27 04-16 04-01 04-21 04-12 04-04 04-17 04-09 03-31 04-20 04-05 03-28 04-16 04-01 04-21`;
  const expected = listed.split(/\s+/).map((day, i) => `${2000 + i}-${day}`);
  assert.deepEqual(
    expected.map((_, i) => isoDateOf(easterSunday(2000 + i))),
    expected,
  );
});

test('the earliest and the latest Easter, and the years of the two exceptions of the epact tables', () => {
  // 1818 and 1943 bound the range; in 1954 and 1981 the full moon of the tables is put a day earlier.
  for (const easter of ['1818-03-22', '1943-04-25', '1954-04-18', '1981-04-19', '2038-04-25', '2285-03-22']) {
    assert.equal(isoDateOf(easterSunday(Number(easter.slice(0, 4)))), easter);
  }
});

test('Easter is a Sunday from 22 March to 25 April', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1583, max: 9999 }), (year) => {
      const day = easterSunday(year);
      const date = isoDateOf(day).slice(5);
      return weekdayOf(day) === 6 && date >= '03-22' && date <= '04-25';
    }),
  );
});
