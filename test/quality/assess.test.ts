import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bars } from '../../src/bars.ts';
import { sliceBars } from '../../src/bars.ts';
import type { QualityMetric, QualityRules } from '../../src/quality/index.ts';
import { assessQuality } from '../../src/quality/index.ts';
import { cleanBars, withValues } from './bars.ts';

const clean = cleanBars(600);

function metric(name: string, bars: Bars, rules: Partial<QualityRules> = {}, today?: Date): QualityMetric {
  const found = assessQuality(bars, rules, today).metrics.find((entry) => entry.name === name);
  assert.ok(found, `no metric ${name}`);
  return found;
}

test('a clean series scores exactly 1 and every metric is valid', () => {
  const report = assessQuality(clean, {}, new Date('2022-04-20T23:59:59Z'));
  assert.equal(report.score, 1);
  assert.equal(report.sessions, 600);
  assert.equal(report.tooShort, undefined);
  assert.deepEqual(
    report.metrics.map(({ name, isValid, severity }) => [name, isValid, severity]),
    [
      ['session_count', true, 'info'],
      ['calendar_gaps', true, 'info'],
      ['price_jumps', true, 'info'],
      ['ohlc_violations', true, 'info'],
      ['distinct_close_share', true, 'info'],
      ['zero_volume_share', true, 'info'],
      ['duplicate_bars', true, 'info'],
      ['days_since_last_session', true, 'info'],
    ],
  );
  assert.deepEqual(
    report.metrics.map(({ description }) => description),
    [
      '600 sessions from 2020-01-01 to 2022-04-19.',
      'No gap over 7 calendar days.',
      'No jump over 40.0 % from close to close.',
      'No session with impossible prices.',
      'Closes are told apart: 600 different ones.',
      'No session (0.0 %) without volume.',
      'No bar identical to the previous one.',
      'The last session, 2022-04-19, is 1 day before 2022-04-20.',
    ],
  );
});

test('a short series says how many sessions are missing, and keeps its score', () => {
  const report = assessQuality(sliceBars(clean, 0, 120), { minimumSessions: 500 });
  assert.deepEqual(report.tooShort, { missing: 380 });
  assert.equal(report.score, 1);
  assert.deepEqual(report.metrics[0], {
    name: 'session_count',
    value: 120,
    isValid: false,
    severity: 'error',
    threshold: 500,
    description: '120 sessions from 2020-01-01 to 2020-06-16, 380 fewer than the 500 needed.',
  });
});

test('an empty series scores 0 and is too short', () => {
  const report = assessQuality(cleanBars(0), {}, new Date('2022-04-20'));
  assert.equal(report.score, 0);
  assert.deepEqual(report.tooShort, { missing: 500 });
  assert.ok(report.metrics.every(({ value }) => value === 0));
});

test('a pause of 7 calendar days is normal, one of 8 is a gap', () => {
  const daily = cleanBars(20);
  const pause = (back: string) => {
    const dates = ['2001-09-07', '2001-09-10', back, '2001-10-01'].slice(0, 3);
    return metric('calendar_gaps', { ...sliceBars(daily, 0, 3), dates });
  };
  assert.equal(pause('2001-09-17').value, 0);
  const gap = pause('2001-09-18');
  assert.deepEqual([gap.value, gap.isValid, gap.severity, gap.threshold], [1, false, 'warning', 7]);
  assert.equal(gap.description, '1 gap over 7 calendar days: 2001-09-10 → 2001-09-18 (8 days).');
});

test('the score falls by the share of the calendar that lies in gaps', () => {
  const dates = ['2020-01-01', '2020-01-02', '2020-03-22', '2020-04-10'];
  const report = assessQuality({ ...sliceBars(clean, 0, 4), dates }, { maximumGapDays: 30 });
  assert.ok(Math.abs(report.score - 0.2) < 1e-12, `${report.score}`);
});

test('a jump is judged from close to close in either direction, and prices of 0 are no jump', () => {
  const flat = { ...clean, close: clean.close.map(() => 100) };
  const jumps = (values: Record<number, number>) => metric('price_jumps', withValues(flat, 'close', values)).value;
  assert.equal(jumps({ 599: 140 }), 0);
  assert.equal(jumps({ 599: 141 }), 1);
  assert.equal(jumps({ 599: 59 }), 1);
  assert.equal(jumps({ 300: 0, 310: Number.NaN }), 0);
});

test('each way in which four prices can contradict each other is found and named', () => {
  const broken: [Bars, string][] = [
    [withValues(clean, 'open', { 5: 500 }), 'open 500 outside 104.'],
    [withValues(clean, 'close', { 5: 1 }), 'close 1 outside 104.'],
    [withValues(clean, 'low', { 5: 0 }), 'low 0 is not positive'],
    [withValues(clean, 'close', { 5: -3 }), 'close -3 is not positive'],
    [withValues(clean, 'high', { 5: Number.NaN }), 'high NaN is not positive'],
    [withValues(clean, 'high', { 5: 1 }), 'high 1 below low 104.'],
  ];
  for (const [bars, defect] of broken) {
    const { value, isValid, severity, description } = metric('ohlc_violations', bars);
    assert.deepEqual([value, isValid, severity], [1, false, 'warning']);
    assert.ok(description.startsWith(`1 session with impossible prices: 2020-01-08 (${defect}`), description);
  }
});

test('impossible prices weigh by their share: half of the rows broken leaves nothing', () => {
  const brokenEvery = (n: number) => ({ ...clean, open: clean.open.map((price, t) => (t % n === 0 ? 500 : price)) });
  assert.equal(assessQuality(brokenEvery(2)).score, 0);
  assert.equal(metric('ohlc_violations', brokenEvery(2)).severity, 'critical');
  assert.equal(assessQuality(brokenEvery(4)).score, 0.5);
  assert.equal(metric('ohlc_violations', brokenEvery(10)).severity, 'error');
  assert.equal(metric('ohlc_violations', brokenEvery(599)).severity, 'warning');
});

test('some sessions without volume are a warning, none with a volume is only noted', () => {
  const some = { ...clean, volume: clean.volume.map((volume, t) => (t % 10 === 0 ? 0 : volume)) };
  const share = metric('zero_volume_share', some);
  assert.deepEqual([share.value, share.isValid, share.severity], [0.1, false, 'warning']);
  assert.equal(
    share.description,
    '60 sessions (10.0 %) without volume: 2020-01-01, 2020-01-15, 2020-01-29 and 57 more.',
  );
  assert.ok(Math.abs(assessQuality(some).score - 0.975) < 1e-12);

  for (const nothing of [0, Number.NaN]) {
    const index = { ...clean, volume: clean.volume.map(() => nothing) };
    const none = metric('zero_volume_share', index);
    assert.deepEqual([none.value, none.isValid, none.severity], [1, true, 'info']);
    assert.equal(none.description, 'No session has a volume, as is usual for an index.');
    assert.equal(assessQuality(index).score, 1);
  }
});

test('a bar identical to the one before is a duplicate, one that differs in volume alone is not', () => {
  const repeat = (bars: Bars, from: number): Bars => ({
    ...bars,
    open: bars.open.map((price, t, all) => (t === from + 1 ? all[from] : price)),
    high: bars.high.map((price, t, all) => (t === from + 1 ? all[from] : price)),
    low: bars.low.map((price, t, all) => (t === from + 1 ? all[from] : price)),
    close: bars.close.map((price, t, all) => (t === from + 1 ? all[from] : price)),
  });
  assert.equal(metric('duplicate_bars', repeat(clean, 4)).value, 0);
  const same = withValues(repeat(clean, 4), 'volume', { 5: clean.volume[4] });
  const { value, severity, description } = metric('duplicate_bars', same);
  assert.deepEqual([value, severity], [1, 'warning']);
  assert.equal(description, '1 bar identical to the previous one: 2020-01-08.');
  assert.ok(Math.abs(assessQuality(same).score - (1 - 1 / 600)) < 1e-12);
});

test('a stale series is a warning that costs no score, and not judged without a today', () => {
  const age = (today: string) => metric('days_since_last_session', clean, {}, new Date(today));
  assert.equal(age('2022-04-26').isValid, true);
  const stale = age('2022-04-27');
  assert.deepEqual([stale.value, stale.isValid, stale.severity, stale.threshold], [8, false, 'warning', 7]);
  assert.equal(stale.description, 'The last session, 2022-04-19, is 8 days before 2022-04-27.');
  assert.equal(assessQuality(clean, {}, new Date('2030-01-01')).score, 1);
  assert.equal(
    assessQuality(clean).metrics.some(({ name }) => name === 'days_since_last_session'),
    false,
  );
});

test('a last session in the future is remarked on, except tomorrow, which has begun further east', () => {
  const age = (today: string) => metric('days_since_last_session', clean, {}, new Date(today));
  assert.equal(age('2022-04-19').description, 'The last session is today, 2022-04-19.');
  assert.equal(age('2022-04-18').isValid, true);
  assert.equal(age('2022-04-17').isValid, false);
  assert.equal(age('2022-04-17').description, 'The last session, 2022-04-19, is 2 days after 2022-04-17.');
});

test('closes rounded more coarsely than they move cost what is missing of different ones', () => {
  const rounded = (decimals: number) => ({
    ...clean,
    close: clean.close.map((price) => Number((price * 8.5e-8).toFixed(decimals))),
  });
  const { value, isValid, severity, description } = metric('distinct_close_share', rounded(6));
  assert.deepEqual([isValid, severity], [false, 'critical']);
  assert.ok(value < 0.02, String(value));
  assert.match(description, /^Few different closes, as if rounded: 2020-01-01 → 2021-02-23 \(\d in 300 sessions\), /);
  assert.ok(assessQuality(rounded(6)).score < 0.2);
  assert.equal(metric('distinct_close_share', rounded(10)).isValid, true);
});

test('years of coarse closes are seen behind years of fine ones, and a short suspension is none', () => {
  const coarse = { ...clean, close: clean.close.map((price, t) => (t < 300 ? Math.round(price / 10) * 10 : price)) };
  assert.match(
    metric('distinct_close_share', coarse).description,
    /: 2020-01-01 → 2021-02-23 \(\d in 300 sessions\)\.$/,
  );
  const suspended = { ...clean, close: clean.close.map((price, t) => (t < 580 ? price : clean.close[579])) };
  assert.equal(metric('distinct_close_share', suspended).isValid, true);
});

test('a stock of two dollars in cents has closes enough', () => {
  const cents = { ...clean, close: clean.close.map((price) => Number((price / 50).toFixed(2))) };
  assert.equal(metric('distinct_close_share', cents).isValid, true);
});
