import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as candles from '../../src/features/kernels/indicators/candles.ts';
import { barsOf } from './support.ts';

type Candle = { open: number; high: number; low: number; close: number };

/** Twelve candles with body 1 and range 2 around 100, alternating in colour, then the given ones. */
function after(...drawn: Candle[]): candles.Candles {
  const usual = Array.from({ length: 12 }, (_, t) => {
    const [open, close] = t % 2 === 0 ? [99.5, 100.5] : [100.5, 99.5];
    return { open, high: 101, low: 99, close };
  });
  const all = [...usual, ...drawn];
  const field = (name: keyof Candle) => Float64Array.from(all, (candle) => candle[name]);
  return candles.candlesOf({
    ...barsOf(all.length, () => 100),
    open: field('open'),
    high: field('high'),
    low: field('low'),
    close: field('close'),
  });
}

const last = (values: Float64Array) => values[values.length - 1];

test('a doji has a body of at most a tenth of the average range', () => {
  assert.equal(last(candles.doji(after({ open: 100, high: 101, low: 99, close: 100.19 }))), 100);
  assert.equal(last(candles.doji(after({ open: 100, high: 101, low: 99, close: 100.21 }))), 0);
});

test('a hammer is a short body near the previous low on a long lower shadow', () => {
  assert.equal(last(candles.hammer(after({ open: 99, high: 99.4, low: 97, close: 99.3 }))), 100);
  assert.equal(last(candles.hammer(after({ open: 99, high: 99.6, low: 97, close: 99.3 }))), 0, 'upper shadow');
  assert.equal(last(candles.hammer(after({ open: 99.5, high: 99.9, low: 97, close: 99.8 }))), 0, 'not near the low');
});

test('an engulfing body covers the one before, with 80 where one end is equal', () => {
  const up = { open: 99.5, high: 101, low: 99, close: 100.5 };
  assert.equal(last(candles.engulfing(after(up, { open: 100.6, high: 101, low: 99, close: 99.4 }))), -100);
  assert.equal(last(candles.engulfing(after(up, { open: 100.5, high: 101, low: 99, close: 99.4 }))), -80);
  assert.equal(last(candles.engulfing(after(up, { open: 100.5, high: 101, low: 99, close: 99.5 }))), 0, 'equal');
  assert.equal(last(candles.engulfing(after({ open: 99.4, high: 101, low: 99, close: 100.6 }))), 100);
});

const falling = { open: 100, high: 100.5, low: 97.5, close: 98 };
const lowStar = { open: 97.5, high: 97.8, low: 97, close: 97.4 };
const rising = { open: 97.6, high: 100, low: 97.5, close: 99.5 };

test('a morning star closes well into the falling body it follows', () => {
  assert.equal(last(candles.morningStar(after(falling, lowStar, rising))), 100);
  assert.equal(last(candles.morningStar(after(falling, lowStar, { ...rising, open: 96.5, close: 98.5 }))), 0);
});

test('an evening star is the mirror image of a morning star', () => {
  const mirror = ({ open, high, low, close }: Candle) => ({
    open: 200 - open,
    high: 200 - low,
    low: 200 - high,
    close: 200 - close,
  });
  assert.equal(last(candles.eveningStar(after(mirror(falling), mirror(lowStar), mirror(rising)))), -100);
  assert.equal(last(candles.eveningStar(after(falling, lowStar, rising))), 0);
});
