import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  briefly,
  compact,
  count,
  counted,
  decimalsOf,
  duration,
  fixed,
  percent,
  percentRange,
  price,
  range,
  signed,
  significant,
  UNKNOWN,
} from '../../../src/web/format/numbers.ts';

test('what is not known is a dash, and never a zero', () => {
  const written = [fixed, count, percent, signed, price, compact, duration].flatMap((format) =>
    [null, undefined, Number.NaN, Number.POSITIVE_INFINITY].map((value) => format(value)),
  );
  assert.deepEqual([...new Set([...written, range(null, 1), percentRange(0, undefined)])], [UNKNOWN]);
});

test('thousands stand apart, minus is a minus, and nothing is less than nothing', () => {
  assert.equal(count(5105), '5\u202f105');
  assert.equal(count(1_234_567), '1\u202f234\u202f567');
  assert.equal(fixed(-1234.5, 1), '−1\u202f234.5');
  assert.equal(fixed(-0.001), '0.00');
  assert.equal(fixed(0.123456, 4), '0.1235');
});

test('shares and returns are per cent, returns with their sign', () => {
  assert.equal(percent(0.5613), '56.1\u00a0%');
  assert.equal(signed(0.02), '+2.0\u00a0%');
  assert.equal(signed(-0.068), '−6.8\u00a0%');
  assert.equal(signed(0.0001), '0.0\u00a0%');
  assert.equal(percentRange(0.482, 0.639, 1), '48.2–63.9\u00a0%');
  assert.equal(range(0.393, 0.579), '0.39–0.58');
});

test('small prices keep digits that mean something', () => {
  assert.deepEqual(
    [2874.56, '2874.5600', 9.1, 0.00000846, 0].map((one) => price(one)),
    ['2\u202f874.56', '2\u202f874.56', '9.1000', '0.00000846', '0.00'],
  );
});

test('large numbers are short, and never a thousand of a unit', () => {
  assert.deepEqual(
    ['5220160000', 999_999, 1_000, 999, -2_500_000, 1e15, 0].map((one) => compact(one)),
    ['5.22\u202fbn', '1\u202fM', '1\u202fk', '999', '−2.5\u202fM', '1000\u202fT', '0'],
  );
});

test('what is traded in fractions is not nothing', () => {
  assert.deepEqual(['0.42317', 12.345, '0.00000017'].map(compact), ['0.423', '12.3', '1.7e−7']);
});

test('durations are in the unit that fits, and never sixty of one', () => {
  assert.deepEqual(
    [0.34, 2.14, 9.99, 59.4, 59.99, 200, 3599.6, 7500, 200_000].map((one) => duration(one).replaceAll('\u00a0', ' ')),
    ['340 ms', '2.1 s', '10 s', '59 s', '1 min 0 s', '3 min 20 s', '1 h 00 min', '2 h 05 min', '2 days'],
  );
});

test('where there is little room a time is one number', () => {
  assert.deepEqual(
    [0.34, 27.2, 59.6, 83, 99.6, 143, 600, 3599, 7500, 90_000, 400_000].map((one) =>
      briefly(one).replaceAll('\u00a0', ' '),
    ),
    ['340 ms', '27 s', '60 s', '83 s', '1.7 min', '2.4 min', '10 min', '60 min', '2.1 h', '25 h', '4.6 d'],
  );
});

test('small amounts beside each other keep digits that tell them apart', () => {
  assert.deepEqual([0.5, 12, 0.024, 0.0031, 0, 1e-12].map(decimalsOf), [2, 2, 3, 4, 2, 6]);
  assert.deepEqual(
    [-1.9693, 0.24110712, null].map((one) => significant(one, 4)),
    ['−1.969', '0.2411', UNKNOWN],
  );
});

test('one thing is one', () => {
  assert.deepEqual(
    [counted(1, 'session'), counted(0, 'session'), counted(2, 'day')],
    ['1\u00a0session', '0\u00a0sessions', '2\u00a0days'],
  );
});
