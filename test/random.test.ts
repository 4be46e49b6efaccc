import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRandom } from '../src/random.ts';

describe('createRandom', () => {
  test('gives the same stream for the same seed, another for another seed or stream', () => {
    const take = (seed: number, stream?: number) => {
      const { next } = createRandom(seed, stream);
      return Array.from({ length: 5 }, next);
    };
    assert.deepEqual(take(1), take(1));
    assert.notDeepEqual(take(1), take(2));
    assert.notDeepEqual(take(1), take(1, 1));
    assert.notDeepEqual(take(1), take(1 + 2 ** 32));
  });

  test('is uniform: 16 equal cells of 160,000 draws stay within a chi-square of p = 0.001', () => {
    const { below } = createRandom(7);
    const counts = new Array<number>(16).fill(0);
    for (let i = 0; i < 160_000; i++) counts[below(16)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    assert.ok(chiSquare < 37.7, `${chiSquare}`);
  });

  test('neighbouring seeds are unrelated', () => {
    const a = createRandom(1);
    const b = createRandom(2);
    let product = 0;
    for (let i = 0; i < 10_000; i++) product += (a.next() - 0.5) * (b.next() - 0.5);
    assert.ok(Math.abs(product / 10_000 / (1 / 12)) < 0.04);
  });
});
