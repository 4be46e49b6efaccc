import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysOf, disagreements, sessionsOf, skipWithoutPrices } from './support.ts';

test('holidays are those that the Warsaw Stock Exchange has published', () => {
  const published: Record<number, string> = {
    // Resolution 593/2021 of the board, after bankier.pl, "9 dni bez sesji na GPW w 2022 r."
    2022: '01-06 04-15 04-18 05-03 06-16 08-15 11-01 11-11 12-26',
    // Resolution 509/2022 of 2 June 2022
    2023: '01-06 04-07 04-10 05-01 05-03 06-08 08-15 11-01 12-25 12-26',
    // strefainwestorow.pl, "Dni bez sesji na GPW w 2026 r."
    2026: '01-01 01-06 04-03 04-06 05-01 06-04 11-11 12-24 12-25 12-31',
  };
  for (const [year, days] of Object.entries(published)) {
    assert.deepEqual(daysOf('XWAR', Number(year)), days.split(' '), year);
  }
});

test('the numbers of days without a session are those that have been counted', () => {
  // bankier.pl, same article: 7 in 2004, the fewest of the century; 14 in 2018, the most; 9 in 2022.
  const counts = Array.from({ length: 23 }, (_, i) => daysOf('XWAR', 2000 + i).length);
  assert.deepEqual([counts[4], counts[18], counts[22]], [7, 14, 9]);
  assert.deepEqual([Math.min(...counts), Math.max(...counts)], [7, 14]);
});

test('the WIG20 has a session on every weekday but these', { skip: skipWithoutPrices }, () => {
  assert.deepEqual(disagreements('XWAR', sessionsOf('index/WIG20.csv'), '2000-01-01', '2022-05-20'), []);
});
