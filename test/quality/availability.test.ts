import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliceBars } from '../../src/bars.ts';
import { availability } from '../../src/quality/index.ts';
import { cleanBars, withValues } from './bars.ts';

const bars = cleanBars(600);
const rules = { minimumSessions: 500, minimumQualityScore: 0.7 };
const today = new Date('2022-04-20');

test('a clean history of enough sessions lacks nothing, and its score is a metric', () => {
  const { sessions, score, metrics, lacking } = availability(bars, rules, today);
  assert.deepEqual({ sessions, score, lacking }, { sessions: 600, score: 1, lacking: undefined });
  assert.deepEqual(metrics.at(-1), {
    name: 'quality_score',
    value: 1,
    isValid: true,
    severity: 'info',
    threshold: 0.7,
    description: 'Data quality is 1.00; runs and predictions ask for 0.7 at least.',
  });
});

test('too few sessions are said before anything else is', () => {
  const { lacking } = availability(withValues(sliceBars(bars, 0, 120), 'close', { 7: 0 }), rules, today);
  assert.equal(lacking, 'too little history: 120 of at least 500 sessions, 380 missing');
});

test('a session that has not come, or came before there were exchanges, is named', () => {
  const dates = (...last: string[]) => ({ ...bars, dates: [...bars.dates.slice(0, -last.length), ...last] });
  const { lacking } = availability(dates('2099-01-02'), rules, today);
  assert.equal(
    lacking,
    '1 of 600 sessions has a date that none may have, the first 2099-01-02 (not from 1600-01-01 to 2022-04-21): ' +
      'correct or delete it',
  );
  assert.equal(availability(dates('2022-04-21'), rules, today).lacking, undefined);
  const old = { ...bars, dates: ['0024-01-02', ...bars.dates.slice(1)] };
  assert.match(availability(old, rules, today).lacking ?? '', /the first 0024-01-02 \(not from 1600-01-01 to/);
});

test('one price that nothing can be computed from is too many, whatever the score', () => {
  const one = availability(withValues(bars, 'low', { 7: 0 }), rules, today);
  assert.ok(one.score > rules.minimumQualityScore);
  assert.equal(
    one.lacking,
    `1 of 600 sessions has a value that no bar may have, the first on ${bars.dates[7]} ` +
      '(low 0 is not between 1e-9 and 1e12): correct or delete it',
  );
  const two = availability(withValues(bars, 'low', { 7: 0, 9: Number.NaN }), rules, today);
  assert.match(two.lacking ?? '', /^2 of 600 sessions have a value .* correct or delete them$/);
});

test('what a price or volume may not be is said, whichever it is', () => {
  for (const [field, value, rule] of [
    ['high', Number.POSITIVE_INFINITY, 'high Infinity is not between 1e-9 and 1e12'],
    ['close', 1.1e12, 'close 1100000000000 is not between 1e-9 and 1e12'],
    ['low', 1e-10, 'low 1e-10 is not between 1e-9 and 1e12'],
    ['volume', -1, 'volume -1 is not between 0 and 1e19'],
    ['volume', Number.NaN, 'volume NaN is not between 0 and 1e19'],
  ] as const) {
    const { lacking } = availability(withValues(bars, field, { 7: value }), rules, today);
    assert.ok(lacking?.includes(`(${rule})`), lacking);
  }
});

test('a session that is stored more than once is said, for nothing can be computed from it', () => {
  const dates = bars.dates.with(8, bars.dates[7]);
  const one = availability({ ...bars, dates }, rules, today);
  assert.equal(
    one.lacking,
    `1 session is stored more than once, the first ${bars.dates[7]}: delete all but one bar of it`,
  );
  const two = availability({ ...bars, dates: dates.with(9, dates[7]).with(20, dates[19]) }, rules, today);
  assert.match(two.lacking ?? '', /^2 sessions are stored more than once, .* one bar of each$/);
});

test('prices that contradict each other cost quality, and the run goes on', () => {
  const { lacking, score } = availability(withValues(bars, 'close', { 7: bars.high[7] * 1.1 }), rules, today);
  assert.equal(lacking, undefined);
  assert.ok(score < 1);
});

test('a score below the minimum is said with what it comes from', () => {
  const { lacking, metrics } = availability(
    withValues(bars, 'close', { 7: 1000 }),
    { ...rules, minimumQualityScore: 1 },
    today,
  );
  assert.match(lacking ?? '', /^data quality 0\.99 is below 1: .*2 jumps over 40\.0 %/);
  assert.deepEqual([metrics.at(-1)?.isValid, metrics.at(-1)?.severity], [false, 'critical']);
});
