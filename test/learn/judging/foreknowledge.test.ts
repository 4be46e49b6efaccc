import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FOREKNOWN, foreknowledge, isDoubtful, spansItsTime } from '../../../src/learn/index.ts';
import { createRandom } from '../../../src/random.ts';
import { normals } from '../support.ts';

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

describe('a column that tells of a stretch of time which is not over at its time', () => {
  const ROWS = 400;
  const positions = Array.from({ length: ROWS }, (_, i) => i + 25);
  const WALKS = 40;

  /** What each of these walks' columns is found to be: a third of the walks trend. */
  function found(of: (move: (from: number, to: number) => number, noise: () => number) => number, rows = positions) {
    return Array.from({ length: WALKS }, (_, seed) => {
      const normal = normals(seed);
      const noise = normals(seed + 1000);
      const trend = seed % 3 === 0 ? 0.3 : 0;
      let last = 0;
      let log = 0;
      const close = Float64Array.from({ length: ROWS + 60 }, () => {
        last = trend * last + 0.01 * normal();
        log += last;
        return Math.exp(log);
      });
      const values = Float64Array.from(rows, (t) =>
        of(
          (from, to) => Math.log(close[t + to] / close[t + from]),
          () => 0.01 * noise(),
        ),
      );
      const growth = Float64Array.from(rows, (t) => close[t + 7] / close[t]);
      return {
        spans: spansItsTime({ values, positions: rows, close }),
        doubtful: isDoubtful(values, growth),
      };
    });
  }
  const share = (all: readonly { spans: boolean }[]) => all.filter(({ spans }) => spans).length / WALKS;

  test('is found, with as much noise as signal, the sooner the shorter the stretch', () => {
    assert.ok(share(found((move, noise) => move(-2, 1) + Math.sqrt(3) * noise())) > 0.95);
    assert.ok(share(found((move, noise) => -move(-5, 2) - Math.sqrt(7) * noise())) > 0.8);
    assert.equal(share(found((move) => move(-10, 11))), 1);
  });

  test('is found where it changes once a week, too', () => {
    const mondays = positions.map((t) => t - (t % 5)).filter((t) => t >= 25);
    assert.ok(share(found((move) => move(-3, 3), mondays)) > 0.8);
  });

  test('is none that measures the past, in whatever way, also where prices trend', () => {
    for (const honest of [
      (move: (from: number, to: number) => number) => move(-1, 0),
      (move: (from: number, to: number) => number) => move(-20, 0),
      (move: (from: number, to: number) => number) => -move(-7, 0),
      (move: (from: number, to: number) => number) => Math.abs(move(-5, 0)),
      (move: (from: number, to: number) => number, noise: () => number) => move(-1, 0) + noise(),
      (_: unknown, noise: () => number) => noise(),
    ]) {
      assert.equal(share(found(honest)), 0, honest.toString());
    }
  });

  test('and one that lies wholly ahead is a forecast, which is said to be doubtfully good', () => {
    const all = found((move, noise) => move(0, 7) + Math.sqrt(7) * noise());
    assert.ok(share(all) < 0.1);
    assert.ok(all.every(({ doubtful }) => doubtful));
    assert.ok(found((move) => move(-7, 0)).every(({ doubtful }) => !doubtful));
  });
});
