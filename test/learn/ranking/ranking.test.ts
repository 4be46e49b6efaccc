import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addedPlaces } from '../../../src/learn/ranking/added_places.ts';
import { dailyOrder, rankCorrelation } from '../../../src/learn/ranking/daily_order.ts';
import { type Estimate, evaluateRanks } from '../../../src/learn/ranking/rank_evaluation.ts';
import { rankGate } from '../../../src/learn/ranking/rank_gate.ts';
import { latestLabelEnds, relativeLabels } from '../../../src/learn/ranking/relative_labels.ts';
import { keepRows } from '../../../src/matrix.ts';
import { matrixOf, normals } from '../support.ts';

const day = (i: number) => new Date(Date.UTC(2015, 0, 1 + i)).toISOString().slice(0, 10);

/** Members of a market whose days are driven by one factor; scores know a share of what is each member's own. */
function market(days: number, members: number, seed: number, known: number) {
  const normal = normals(seed);
  const rows = days * members;
  const factor = Float64Array.from({ length: days }, () => 0.03 * normal());
  const own = Float64Array.from({ length: rows }, () => normal());
  return {
    dates: Array.from({ length: rows }, (_, row) => day(Math.floor(row / members))),
    members: Int32Array.from({ length: rows }, (_, row) => row % members),
    growth: own.map((value, row) => Math.exp(factor[Math.floor(row / members)] + 0.02 * value)),
    scores: own.map((value) => known * value + normal()),
    reversal: Float64Array.from({ length: rows }, () => normal()),
  };
}

test('a relative label is above the median of its day, however all moved; days of four are left out', () => {
  const dates = [...Array(5).fill(day(0)), ...Array(4).fill(day(1)), ...Array(6).fill(day(2))];
  const growth = Float64Array.of(0.9, 0.8, 0.7, 0.6, 0.5, 1, 1, 1, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6);
  const { kept, labels } = relativeLabels(dates, growth);
  assert.deepEqual([...kept], [0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 14]);
  assert.deepEqual([...labels], [1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
});

test('with groups a label is above the median of its group, or of the day where the group has four or is not known', () => {
  const rising = [1, 2, 3, 4, 5].map((i) => 1 + i / 100);
  const falling = [1, 2, 3, 4].map((i) => 1 - i / 100);
  const growth = Float64Array.of(...rising, ...falling, 1.2, 0.8);
  const dates = Array(growth.length).fill(day(0));
  const groups = Int32Array.of(7, 7, 7, 7, 7, 8, 8, 8, 8, 0, 0);
  // The median of the day is 1.01: the group of four, and those of no group, are measured by it.
  assert.deepEqual([...relativeLabels(dates, growth, groups).labels], [0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0]);
  assert.deepEqual([...relativeLabels(dates, growth).labels], [0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0]);
  const nobodys = new Int32Array(growth.length);
  assert.deepEqual(relativeLabels(dates, growth, nobodys), relativeLabels(dates, growth));
});

test('a relative label has seen the last close that any label of its day has seen', () => {
  const dates = [day(0), day(0), day(1), day(1)];
  assert.deepEqual(latestLabelEnds(dates, [day(9), day(14), day(10), day(10)]), [day(14), day(14), day(10), day(10)]);
});

test('two orders of a day have a vote each: their places are added, and who is level by both is level', () => {
  const days = [3, 3, 3, 4, 4, 4, 4];
  const one = Float64Array.of(0.1, 0.2, 0.3, 0.5, 0.5, 0.9, 0.1);
  const other = Float64Array.of(-7, 9, 8, 2, 4, 1, 3);
  assert.deepEqual([...addedPlaces(days, one, other)], [-2, 1, 1, -0.5, 1.5, 0, -1]);
  assert.deepEqual([...addedPlaces(days, other, one)], [...addedPlaces(days, one, other)]);
  const nothing = new Float64Array(7);
  assert.deepEqual([...addedPlaces(days, one, nothing)], [-1, 0, 1, 0, 0, 1.5, -1.5]);
});

test('on a pool of four nothing can be ranked', () => {
  const { kept, labels } = relativeLabels(Array(4).fill(day(0)), Float64Array.of(1, 2, 3, 4));
  assert.deepEqual([kept.length, labels.length], [0, 0]);
});

test('the rank correlation is that of Spearman, ties at their mean rank, and 0 for scores that say nothing', () => {
  assert.equal(rankCorrelation([1, 2, 3, 4, 5], [10, 20, 30, 40, 50]), 1);
  assert.equal(rankCorrelation([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]), -1);
  // 1 − 6 Σd² / (n (n² − 1)), d = 1, −1, 0, 1, −1
  assert.ok(Math.abs(rankCorrelation([1, 2, 3, 4, 5], [2, 1, 3, 5, 4]) - 0.8) < 1e-12);
  // scipy.stats.spearmanr([1, 2, 2, 3], [1, 3, 2, 4]): 0.9486832980505138
  assert.ok(Math.abs(rankCorrelation([1, 2, 2, 3], [1, 3, 2, 4]) - 0.9486832980505138) < 1e-12);
  assert.equal(rankCorrelation([7, 7, 7, 7, 7], [1, 2, 3, 4, 5]), 0);
});

test('turnover is what is not held since the holding period before, the spread that of the outer fifths', () => {
  const members = 5;
  const order = [
    [1, 2, 3, 4, 5],
    [5, 2, 3, 4, 1],
    [1, 2, 3, 4, 5],
  ];
  const { turnover, spread, ic } = dailyOrder(
    {
      dates: order.flatMap((_, i) => Array(members).fill(day(i))),
      members: order.flatMap(() => [0, 1, 2, 3, 4]),
      scores: Float64Array.from(order.flat()),
      growth: Float64Array.from(order.flatMap(() => [1, 2, 3, 4, 6])),
    },
    2,
  );
  assert.deepEqual([...turnover], [1, 1, 0]);
  assert.deepEqual([...spread], [5, -5, 5]);
  assert.equal(ic[0], 1);
});

test('an order that knows something passes the gate, and one that knows nothing does not, whatever the market does', () => {
  const known = evaluateRanks(market(200, 20, 1, 0.3), { seed: 1 });
  assert.ok(known.rankIc.value > 0.2 && known.rankIc.lower > 0 && known.rankIc.upper < 0.4);
  assert.ok(known.spreadNet.lower > 0 && known.icir.value > 0.5);
  assert.equal(rankGate(known).passed, true);
  const none = evaluateRanks(market(200, 20, 2, 0), { seed: 1 });
  assert.ok(none.rankIc.lower < 0 && none.rankIc.upper > 0);
  const { passed, reason } = rankGate(none);
  assert.equal(passed, false);
  assert.match(
    reason,
    /^not passed: on 200 test days the lower end .* is above 0 neither of the daily rank IC, .* nor of/,
  );
});

test('the verdict says which of the two lower ends is above 0', () => {
  const [above, below] = [
    { value: 0.05, lower: 0.01, upper: 0.09 },
    { value: 0.05, lower: -0.01, upper: 0.11 },
  ];
  const known = evaluateRanks(market(200, 20, 1, 0.3), { seed: 1 });
  const reason = (rankIc: Estimate, beyondReversal: Estimate) => rankGate({ ...known, rankIc, beyondReversal }).reason;
  const lowerEnd = 'on 200 test days the lower end of the 95 % interval is above 0';
  const [sure, unsure] = ['0.050 (0.010 to 0.090)', '0.050 (-0.010 to 0.110)'];
  const lead = "of its lead over seven-session reversal's";
  assert.deepEqual(
    [reason(above, above), reason(below, below), reason(above, below), reason(below, above)],
    [
      `passed: ${lowerEnd} of the daily rank IC, ${sure}, and ${lead}, ${sure}`,
      `not passed: ${lowerEnd} neither of the daily rank IC, ${unsure}, nor ${lead}, ${unsure}`,
      `not passed: ${lowerEnd} of the daily rank IC, ${sure}, but not ${lead}, ${unsure}`,
      `not passed: ${lowerEnd} ${lead}, ${sure}, but not of the daily rank IC, ${unsure}`,
    ],
  );
});

test('what reversal says as well does not pass', () => {
  const rows = market(200, 20, 1, 0.3);
  const { rankIc, beyondReversal, ...rest } = evaluateRanks({ ...rows, reversal: rows.scores }, { seed: 1 });
  assert.ok(rankIc.lower > 0);
  assert.deepEqual(beyondReversal, { value: 0, lower: 0, upper: 0 });
  assert.equal(rankGate({ rankIc, beyondReversal, ...rest }).passed, false);
});

test('on fewer days than two blocks, or on none, nothing is known and nothing passes', () => {
  for (const days of [41, 0]) {
    const few = evaluateRanks(market(days, 5, 1, 9), { seed: 1 });
    assert.ok(Number.isNaN(few.rankIc.lower) && Number.isNaN(few.beyondReversal.lower));
    assert.equal(rankGate(few).passed, false);
  }
});

test('rows of a matrix are kept in its own memory, column by column', () => {
  const kept = keepRows(matrixOf([1, 2, 3, 4], [5, 6, 7, 8]), Int32Array.of(1, 3));
  assert.deepEqual([kept.rows, kept.cols, [...kept.data]], [2, 2, [2, 4, 6, 8]]);
});
