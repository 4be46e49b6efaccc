import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ago,
  dayOfMonth,
  epochSeconds,
  month,
  secondsOf,
  session,
  shortSession,
} from '../../../src/web/format/dates.ts';

test('a session is the day of its exchange, whatever the time zone of the reader', () => {
  assert.equal(session('2020-04-17'), 'Fri 17 Apr 2020');
  assert.equal(session('2024-02-29'), 'Thu 29 Feb 2024');
  assert.equal(shortSession('2020-01-02'), '2 Jan 2020');
  assert.equal(dayOfMonth('2020-01-02'), '2 Jan');
  assert.equal(month('2020-04'), 'Apr 2020');
  assert.equal(month('2020-12-31'), 'Dec 2020');
  assert.equal(epochSeconds('1970-01-02'), 86_400);
});

test('what is no date is a dash', () => {
  assert.deepEqual([session(null), session(''), shortSession('soon'), month('2020-13')], ['–', '–', '–', '–']);
  assert.ok(Number.isNaN(epochSeconds('soon')));
});

test('how long ago is said in the unit that fits', () => {
  const minute = 60_000;
  assert.deepEqual(
    [-5, 20_000, 3 * minute, 120 * minute, 60 * 24 * 4 * minute].map((one) => ago(one).replaceAll('\u00a0', ' ')),
    ['just now', 'just now', '3 min ago', '2 h ago', '4 days ago'],
  );
});

test('a stretch of time is so many seconds, a month thirty days', () => {
  const none = { years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };
  assert.equal(secondsOf({ ...none, days: 1, minutes: 2, seconds: 0.5 }), 86_520.5);
  assert.equal(secondsOf({ ...none, years: null, months: 1 }), 2_592_000);
});
