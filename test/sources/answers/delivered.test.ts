import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deliveredOf, type SourceBar } from '../../../src/sources/answers/delivered.ts';
import { lastEndedDate, NEW_YORK } from '../../../src/sources/answers/market_day.ts';
import { clockAt } from '../../../src/sources/clock.ts';

const bar = (date: string, close = '10', more: Partial<SourceBar> = {}): SourceBar => ({
  date,
  open: '10',
  high: '12',
  low: '9',
  close,
  volume: '100',
  ...more,
});
const LATER = clockAt(new Date('2024-03-01T22:00:00Z'));
const deliver = (bars: readonly SourceBar[], from = '2024-01-01', clock = LATER) =>
  deliveredOf(bars, from, clock, NEW_YORK);

describe('bars that a source delivers', () => {
  test('are put in order, and those before the date that was asked for are left out', () => {
    const { rows } = deliver([bar('2024-01-04'), bar('2023-12-29'), bar('2024-01-02'), bar('2024-01-03')]);
    assert.deepEqual(
      rows.map(({ date }) => date),
      ['2024-01-02', '2024-01-03', '2024-01-04'],
    );
  });

  test('of a session that comes twice the later bar counts, and it is said', () => {
    const { rows, notes } = deliver([bar('2024-01-02', '10'), bar('2024-01-03'), bar('2024-01-02', '11')]);
    assert.deepEqual(
      rows.map(({ date, close }) => [date, close]),
      [
        ['2024-01-02', '11'],
        ['2024-01-03', '10'],
      ],
    );
    assert.deepEqual(notes, ['1 session came twice: the later bar counts']);
  });

  test('parts of days are refused', () => {
    const parts = Array.from({ length: 5 }, () => bar('2024-01-02'));
    assert.throws(() => deliver(parts), /5 bars of 1 days: daily ones are expected/);
    const halves = ['2024-01-02', '2024-01-03'].flatMap((day) => [bar(day, '10'), bar(day, '11')]);
    assert.throws(() => deliver(halves), /4 bars of 2 days: daily ones are expected/);
  });

  test('a bar without any price is none; one that lacks something is refused by name', () => {
    const empty = { open: null, high: null, low: null, close: null, volume: null };
    const { rows, rejected } = deliver([
      bar('2024-01-02', '10', empty),
      bar('2024-01-03', '10', { close: null }),
      bar('2024-01-04', 'abc'),
      bar('2024-01-05', '10', { volume: null }),
      bar('2024-02-30'),
      bar('2024-01-08'),
    ]);
    assert.deepEqual(
      rows.map(({ date }) => date),
      ['2024-01-08'],
    );
    assert.deepEqual(
      rejected.map(({ line, rule, value }) => [line, rule, value]),
      [
        [2, 'close_price is present', ', on 2024-01-03'],
        [3, 'close_price is a number', 'abc, on 2024-01-04'],
        [4, 'volume is present', ', on 2024-01-05'],
        [5, 'trading_date is a date (YYYY-MM-DD)', '2024-02-30'],
      ],
    );
  });

  test('digits are not changed, whole volumes lose their point, a source without volumes has none', () => {
    const small = { open: '0.00000850', high: '8.6e-6', low: '0.0000084', volume: '9007199254740993.0' };
    const [row] = deliver([bar('2024-01-02', '0.00000850', small)]).rows;
    assert.deepEqual([row.close, row.high, row.volume], ['0.00000850', '8.6e-6', '9007199254740993']);
    assert.equal(deliver([bar('2024-01-02', '1', { volume: '12.625' })]).rows[0].volume, '12.625');
    assert.equal(deliver([bar('2024-01-02', '1', { volume: null })]).rows[0].volume, null);
  });

  test('a session that has not ended is left out, and it is said', () => {
    const during = clockAt(new Date('2024-01-03T20:00:00Z'));
    const { rows, notes } = deliver([bar('2024-01-02'), bar('2024-01-03')], '2024-01-01', during);
    assert.deepEqual(
      rows.map(({ date }) => date),
      ['2024-01-02'],
    );
    assert.deepEqual(notes, ['the session of 2024-01-03 has not ended, its bar is not stored']);
    const ahead = deliver([bar('2999-01-02'), bar('2024-01-03')], '2024-01-01', during);
    assert.deepEqual(
      [ahead.rows, ahead.notes],
      [[], ['2 sessions from 2024-01-03 on have not ended, their bars are not stored']],
    );
  });
});

describe('the newest session that has ended', () => {
  const ended = (now: string, hours = NEW_YORK) => lastEndedDate(clockAt(new Date(now)), hours);

  test('is that of the day before until half an hour after the close, in winter as in summer', () => {
    assert.equal(ended('2024-01-03T21:29:00Z'), '2024-01-02');
    assert.equal(ended('2024-01-03T21:30:00Z'), '2024-01-03');
    assert.equal(ended('2024-07-03T20:29:00Z'), '2024-07-02');
    assert.equal(ended('2024-07-03T20:30:00Z'), '2024-07-03');
  });

  test('is that of the exchange, whose date is not that of Greenwich', () => {
    assert.equal(ended('2024-01-04T02:00:00Z'), '2024-01-03');
    const tokyo = { timeZone: 'Asia/Tokyo', closes: 15 * 60 };
    assert.equal(ended('2024-01-03T22:00:00Z', tokyo), '2024-01-03');
    assert.equal(ended('2024-01-04T06:30:00Z', tokyo), '2024-01-04');
  });

  test('of a market that never closes is a day that is over', () => {
    const always = { timeZone: 'UTC', closes: 24 * 60 - 1 };
    assert.equal(ended('2024-01-03T23:59:00Z', always), '2024-01-02');
    assert.equal(ended('2024-01-04T00:15:00Z', always), '2024-01-02');
    assert.equal(ended('2024-01-04T00:30:00Z', always), '2024-01-03');
  });
});
