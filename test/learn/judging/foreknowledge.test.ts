import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOREKNOWN, foreknowledge } from '../../../src/learn/index.ts';
import { createRandom } from '../../../src/random.ts';

const random = createRandom(5);
const growth = Float64Array.from({ length: 400 }, () => 0.9 + 0.2 * random.next());

test('a column that is the growth to come is foreknown, whichever way round and with gaps', () => {
  assert.equal(foreknowledge(growth, growth), 1);
  assert.equal(
    foreknowledge(
      growth.map((x, i) => (i % 3 ? -x : Number.NaN)),
      growth,
    ),
    -1,
  );
});

test('a strong signal is not, nor a constant, nor a few rows', () => {
  const strong = growth.map((x) => (x > 1 ? 1 : 0) + 0.9 * random.next());
  assert.ok(Math.abs(foreknowledge(strong, growth)) < FOREKNOWN);
  assert.equal(foreknowledge(new Float64Array(400), growth), 0);
  assert.equal(foreknowledge(growth.slice(0, 20), growth.slice(0, 20)), 0);
});
