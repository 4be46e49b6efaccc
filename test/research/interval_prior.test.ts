import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOVE_INPUTS } from '../../src/learn/intervals/moves.ts';
import { normals } from '../learn/support.ts';
import { generatedMarket } from './folder/market.ts';
import { startingPointOf } from './interval_prior.ts';

test('what intervals start from before a year knows no outcome of it, and is of the shape that they take', () => {
  const sessions = 700;
  const normal = normals(8);
  const noise = () => Float64Array.from({ length: sessions }, () => 0.3 * normal());
  const market = {
    realised: [noise(), noise(), noise()] as const,
    implied: [noise(), noise(), noise()] as const,
  };
  const members = generatedMarket(3, sessions, 4).stocks.map(({ bars }) => ({ bars, market }));
  const to = '2017-03-31';
  const { dates } = members[0].bars;
  const last = dates.findLastIndex((date) => date <= to);
  /** Later prices changed from a session on. */
  const changedFrom = (from: number) =>
    members.map(({ bars }) => {
      const changed = (prices: Float64Array) =>
        prices.map((price, t) => (t < from ? price : price * (2 + Math.sin(t))));
      return {
        market,
        bars: { ...bars, high: changed(bars.high), low: changed(bars.low), close: changed(bars.close) },
      };
    });
  const found = startingPointOf(members, to);
  assert.equal(found.sums.length, MOVE_INPUTS);
  assert.equal(found.products.length, (MOVE_INPUTS * (MOVE_INPUTS + 1)) / 2);
  assert.equal(found.scores.length, 99);
  found.scores.forEach((score, i) => {
    assert.ok(Number.isFinite(score) && (i === 0 || score >= found.scores[i - 1]), `score ${i} is ${score}`);
  });
  assert.deepEqual(startingPointOf(changedFrom(last + 1), to), found);
  assert.notDeepEqual(startingPointOf(changedFrom(last), to), found);
});
