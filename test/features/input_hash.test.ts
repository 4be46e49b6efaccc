import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bars, sliceBars } from '../../src/bars.ts';
import { type FeatureInputs, inputHashes, type MarketContext } from '../../src/features/index.ts';
import {
  barsOf,
  filterIndex,
  indexFrom,
  mapIndices,
  pickBars,
  randomBarsWithHoles,
  randomContext,
  shiftDate,
  uniform,
} from './support.ts';

const N = 60;
const RUNS = { seed: 21, numRuns: 30 };
const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;

const inputs = fc.integer({ min: 1, max: 1e9 }).map((seed) => {
  const bars = randomBarsWithHoles(N, seed);
  return { bars, holidays: new Set<string>(), context: randomContext(bars, seed), random: uniform(seed) };
});
const session = fc.nat(N - 1);

/** The first session at which two histories differ, all later ones differing too; −1 if none does. */
function firstChange(a: FeatureInputs, b: FeatureInputs): number {
  const [before, after] = [inputHashes(a), inputHashes(b)];
  const first = before.findIndex((hash, t) => !hash.equals(after[t]));
  if (first >= 0) assert.ok(before.every((hash, t) => t < first || !hash.equals(after[t])));
  return first;
}

const withValue = (bars: Bars, field: (typeof FIELDS)[number], t: number, value: number): Bars => ({
  ...bars,
  [field]: bars[field].with(t, value),
});

/** Weekdays from Thursday 2015-01-01 on. */
const weekdayBars = barsOf(20, (t) => 10 + t);
const plain = (holidays: string[], context: MarketContext = []): FeatureInputs => ({
  bars: weekdayBars,
  holidays: new Set(holidays),
  context,
});

test('there is one hash of 16 bytes per session, the same on every computation', () => {
  const hashes = inputHashes(plain([]));
  assert.deepEqual([hashes.length, ...new Set(hashes.map((hash) => hash.length))], [20, 16]);
  assert.equal(new Set(hashes.map((hash) => hash.toString('hex'))).size, 20);
  assert.deepEqual(inputHashes(plain([])), hashes);
  assert.deepEqual(inputHashes({ ...plain([]), bars: sliceBars(weekdayBars, 0, 0) }), []);
});

test('a changed field of a bar changes the hashes from its session on', () => {
  fc.assert(
    fc.property(inputs, session, fc.constantFrom(...FIELDS), (all, t, field) => {
      const value = all.bars[field][t];
      const nextDouble = value + 2 ** (Math.floor(Math.log2(value)) - 52);
      for (const other of [value + 1, nextDouble]) {
        assert.equal(firstChange(all, { ...all, bars: withValue(all.bars, field, t, other) }), t);
      }
    }),
    RUNS,
  );
});

test('a session more or less changes the hashes from its place on', () => {
  fc.assert(
    fc.property(inputs, fc.nat(N - 2), (all, t) => {
      const bars = pickBars(
        all.bars,
        [...all.bars.dates.keys()].filter((i) => i !== t),
      );
      assert.equal(firstChange({ ...all, bars }, all), t);
    }),
    RUNS,
  );
});

test('the hashes of a history begin with those of each part from its first session', () => {
  fc.assert(
    fc.property(inputs, session, (all, t) => {
      assert.deepEqual(inputHashes({ ...all, bars: sliceBars(all.bars, 0, t) }), inputHashes(all).slice(0, t));
    }),
    RUNS,
  );
});

test('a holiday counts at the session before it, and only where it moves the next session', () => {
  const change = (holidays: string[], before: string[] = []) => firstChange(plain(before), plain(holidays));
  assert.equal(change(['2015-01-05']), 1, 'a Monday: it moves what follows Friday, bar 1');
  assert.equal(change(['2015-01-07']), 3, 'a Wednesday');
  assert.equal(change(['2015-01-10', '2015-01-11']), -1, 'a weekend');
  assert.equal(change(['2014-12-31']), -1, 'before the first bar');
  assert.equal(change(['2015-01-29']), 19, 'the day after the last bar');
  assert.equal(change(['2015-01-30', '2015-03-02']), -1, 'after the session that follows the last');
  assert.equal(change(['2015-01-08', '2015-01-07'], ['2015-01-07']), 3, 'the second of two in a row');

  const gap = { ...plain([]), bars: weekdayBarsWithout('2015-01-07', '2015-01-08') };
  assert.equal(firstChange(gap, { ...gap, holidays: new Set(['2015-01-08']) }), -1, 'within a gap, not at its start');
  assert.equal(firstChange(gap, { ...gap, holidays: new Set(['2015-01-07']) }), 3, 'at the start of a gap');
});

test('an index bar counts from the session at which it becomes known', () => {
  fc.assert(
    fc.property(inputs, fc.nat(), fc.constantFrom('changed', 'deleted', 'added'), (all, pick, deed) => {
      const feeds: string[] = [];
      mapIndices(all.context, (series, feed) => {
        feeds.push(feed);
        return series;
      });
      const chosen = feeds[pick % feeds.length];
      let expected = -1;
      const context = mapIndices(all.context, (series, feed) => {
        if (feed !== chosen) return series;
        const closes = new Map(series.dates.map((date, i) => [date, series.close[i]]));
        const offset = Math.floor(120 * all.random()) - 20;
        const anyDate = shiftDate(all.bars.dates[0], offset);
        const date = deed === 'added' ? anyDate : (series.dates.find((own) => own >= anyDate) ?? series.dates.at(-1));
        if (date === undefined) return series;
        if (deed === 'deleted') closes.delete(date);
        else closes.set(date, (closes.get(date) ?? 7) + 1);
        expected = all.bars.dates.findIndex((own) => (series.sameSession ? date <= own : date < own));
        return indexFrom(closes, series.sameSession);
      });
      assert.equal(firstChange(all, { ...all, context }), expected);
    }),
    { seed: 22, numRuns: 100 },
  );
});

test('a weekend bar of an index counts on Monday, and a Monday bar of one that closes later on Tuesday', () => {
  const without = (sameSession: boolean) => [{ symbol: 'X', dates: [], close: new Float64Array(), sameSession }];
  const withBar = (date: string, sameSession: boolean) => [
    { symbol: 'X', dates: [date], close: Float64Array.of(5), sameSession },
  ];
  const change = (date: string, sameSession: boolean) =>
    firstChange(plain([], without(sameSession)), plain([], withBar(date, sameSession)));
  assert.equal(weekdayBars.dates[2], '2015-01-05');
  assert.deepEqual([change('2015-01-04', true), change('2015-01-04', false)], [2, 2]);
  assert.deepEqual([change('2015-01-05', true), change('2015-01-05', false)], [2, 3]);
  assert.deepEqual([change('2014-12-20', true), change('2014-12-20', false)], [0, 0]);
  assert.deepEqual([change('2015-01-28', true), change('2015-01-28', false)], [19, -1]);
  assert.deepEqual([change('2015-01-29', true), change('2015-01-29', false)], [-1, -1]);
});

test('the day of an index bar counts by itself, because silence is measured from it', () => {
  const on = (date: string) => [{ symbol: 'X', dates: [date], close: Float64Array.of(5), sameSession: true }];
  assert.equal(firstChange(plain([], on('2015-01-03')), plain([], on('2015-01-04'))), 2);
});

test('whether an index closes later counts from the first session at which it hides a bar', () => {
  const index = (sameSession: boolean) => [
    { symbol: 'X', dates: ['2014-12-30', '2015-01-04', '2015-01-06'], close: Float64Array.of(5, 6, 7), sameSession },
  ];
  assert.equal(firstChange(plain([], index(true)), plain([], index(false))), 3);
});

test('index bars after the last session do not count', () => {
  fc.assert(
    fc.property(inputs, (all) => {
      const last = all.bars.dates.at(-1) ?? '';
      const context = mapIndices(all.context, (series) =>
        filterIndex(series, (date) => (series.sameSession ? date <= last : date < last)),
      );
      assert.equal(firstChange(all, { ...all, context }), -1);
    }),
    RUNS,
  );
});

test('which slot an index stands in counts from the first session on', () => {
  const index = { symbol: 'X', dates: ['2015-02-10'], close: Float64Array.of(5), sameSession: true };
  const early = { ...index, dates: ['2014-12-30'] };
  const change = (a: MarketContext, b: MarketContext) => firstChange(plain([], a), plain([], b));
  assert.equal(change([early, index], [index, early]), 0);
  assert.equal(change([early, undefined], [undefined, early]), 0);
  assert.equal(change([index], [undefined]), 0, 'an index without known bars is not an empty slot');
  assert.equal(change([{ ...index, impliedVolatility: early }], [{ ...early, impliedVolatility: index }]), 0);
  assert.equal(change([early], [{ ...early, symbol: 'Y' }]), -1, 'the symbol is no input');
});

function weekdayBarsWithout(...gone: string[]): Bars {
  const { dates } = weekdayBars;
  return pickBars(
    weekdayBars,
    [...dates.keys()].filter((t) => !gone.includes(dates[t])),
  );
}
