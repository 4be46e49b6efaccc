import assert from 'node:assert/strict';
import { test } from 'node:test';
import { engineerFeatures, FEATURE_NAMES } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { barsOf } from './support.ts';

/** The named feature on each of the given dates. */
function onDates(name: string, dates: string[], holidays?: ReadonlySet<string>): number[] {
  const matrix = engineerFeatures({ ...barsOf(dates.length, () => 1), dates }, { holidays });
  return Array.from(column(matrix, FEATURE_NAMES.indexOf(name)));
}

test('ISO weeks belong to the year of their Thursday', () => {
  // The examples of the English Wikipedia article "ISO week date".
  const dates = ['2005-01-01', '2005-12-31', '2007-01-01', '2008-12-29', '2010-01-03', '2020-12-31'];
  assert.deepEqual(onDates('week_of_year', dates), [53, 52, 1, 1, 53, 53]);
});

test('days of the year count the leap day', () => {
  assert.deepEqual(onDates('day_of_year', ['2015-12-31', '2016-02-29', '2016-12-30']), [365, 60, 365]);
});

test('weekdays count from Monday', () => {
  assert.deepEqual(onDates('weekday', ['1969-12-31', '2017-12-25', '2017-12-29']), [2, 0, 4]);
});

test('a month ends on its last weekday', () => {
  const dates = ['2017-09-28', '2017-09-29', '2017-10-31', '2017-12-28', '2017-12-29'];
  assert.deepEqual(onDates('is_month_end', dates), [0, 1, 1, 0, 1]);
  assert.deepEqual(onDates('is_quarter_end', dates), [0, 1, 0, 0, 1]);
  assert.deepEqual(onDates('is_year_end', dates), [0, 0, 0, 0, 1]);
});

test('a month ends before a holiday that fills its rest', () => {
  const beforeGoodFriday = ['2018-03-29'];
  assert.deepEqual(onDates('is_month_end', beforeGoodFriday), [0]);
  assert.deepEqual(onDates('is_month_end', beforeGoodFriday, new Set(['2018-03-30'])), [1]);
});
