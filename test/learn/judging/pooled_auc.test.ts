import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { createRandom } from '../../../src/random.ts';
import { weekdays } from '../../features/support.ts';
import { aucByStock, difference, type Judged, meanAuc } from '../../research/auc_over_stocks.ts';
import { normals } from '../support.ts';

function stock(symbol: string, seed: number, rows = 250): Judged {
  const { next } = createRandom(seed);
  const labels = Uint8Array.from({ length: rows }, () => (next() < 0.55 ? 1 : 0));
  const scores = Float64Array.from(labels, (label) => next() + 0.2 * label);
  return { symbol, dates: weekdays(rows), labels, scores };
}

const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;

describe('the mean AUC over stocks and ranges', () => {
  test('is the mean of what each stock has in each range, without those of one class', () => {
    const ranges = [
      [stock('A', 1), stock('B', 2)],
      [stock('A', 3), { ...stock('B', 4), labels: new Uint8Array(250) }],
    ];
    const areas = [stock('A', 1), stock('B', 2), stock('A', 3)].map(({ labels, scores }) => rocAuc(labels, scores));
    assert.ok(Math.abs(meanAuc(ranges, 1).value - areas.reduce((a, b) => a + b) / 3) < 1e-12);
    assert.deepEqual(
      aucByStock(ranges[1]).map(({ symbol }) => symbol),
      ['A'],
    );
  });

  test('is no surer for ten stocks that move as one than for one of them', () => {
    const one = meanAuc([[stock('A', 1)]], 1);
    const ten = meanAuc([Array.from({ length: 10 }, (_, i) => ({ ...stock('A', 1), symbol: `A${i}` }))], 1);
    assert.ok(Math.abs(ten.lower - one.lower) < 1e-12 && Math.abs(ten.upper - one.upper) < 1e-12);
  });

  test('is about three times as sure for nine stocks that have nothing to do with each other, or in nine ranges', () => {
    const one = width(meanAuc([[stock('A', 1)]], 1));
    const nine = Array.from({ length: 9 }, (_, i) => stock(`S${i}`, i + 1));
    for (const ranges of [[nine], nine.map((each) => [each])]) {
      const ratio = one / width(meanAuc(ranges, 1));
      assert.ok(ratio > 2 && ratio < 4.5, `${ratio}`);
    }
  });

  test('of two forecasts is compared on the same days: what is equally hard for both cancels', () => {
    const first = [stock('A', 1), stock('B', 2)];
    const second = first.map((one) => ({ ...one, scores: one.scores.map((score) => 2 * score) }));
    const { value, lower, upper } = difference(meanAuc([first], 1), meanAuc([second], 1));
    assert.deepEqual([value, lower, upper], [0, 0, 0]);
    const worse = first.map((one) => ({ ...one, scores: one.scores.map((score, i) => score + ((i * 7) % 11) / 10) }));
    const gap = difference(meanAuc([first], 1), meanAuc([worse], 1));
    assert.ok(gap.value > 0 && width(gap) < width(meanAuc([first], 1)));
  });

  test('lies within its interval also where days of one month say more than days far apart', () => {
    const { next } = createRandom(11);
    const walk = new Float64Array(257);
    for (let t = 1; t < walk.length; t++) walk[t] = walk[t - 1] + next() - 0.5;
    const dates = weekdays(250);
    const labels = Uint8Array.from(dates, (_, t) => (walk[t + 7] > walk[t] ? 1 : 0));
    const scores = Float64Array.from(dates, (_, t) => -walk[t]);
    const found = meanAuc([[{ symbol: 'walk', dates, labels, scores }]], 1);
    const raw = found.resampled.reduce((sum, one) => sum + one, 0) / found.resampled.length;
    assert.ok(raw > found.value + 0.02, `resamples are off: ${raw} against ${found.value}`);
    assert.ok(Math.abs((found.lower + found.upper) / 2 - found.value) < 0.1 * width(found));
  });

  test('covers one half nine times in ten for slow scores that know nothing, on stocks with a market in common', () => {
    const dates = weekdays(250);
    const sums = (moves: Float64Array, own: Float64Array) =>
      Uint8Array.from(dates, (_, t) => (sum(moves, t) + sum(own, t) > 0 ? 1 : 0));
    const sum = (moves: Float64Array, t: number) => moves.subarray(t, t + 7).reduce((total, move) => total + move, 0);
    let covered = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const normal = normals(seed);
      const moves = () => Float64Array.from({ length: 257 }, normal);
      const slow = () => {
        let level = 0;
        return dates.map(() => {
          level = 0.9 * level + normal();
          return level;
        });
      };
      const ranges = Array.from({ length: 3 }, () => {
        const [market, mood] = [moves(), slow()];
        return Array.from({ length: 5 }, (_, i): Judged => {
          const own = slow();
          const scores = Float64Array.from(mood, (level, t) => level + own[t]);
          return { symbol: `S${i}`, dates, labels: sums(market, moves()), scores };
        });
      });
      const { lower, upper } = meanAuc(ranges, seed);
      if (lower <= 0.5 && 0.5 <= upper) covered++;
    }
    assert.ok(covered >= 54 && covered < 60, `${covered} of 60`);
  });
});
