import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sliceBars } from '../../src/bars.ts';
import { engineerFeatures, type FeatureInputs, inputHashes, newestFeatureSet } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { mapIndices, pickBars, randomBarsWithHoles, randomContext, uniform } from './support.ts';

/*
 * Rows kept in memory as the product keeps them in its table: after each arrival those are renewed whose input hash is
 * not the stored one. Whatever the order of arrival, they must end as the rows of a full run.
 */

const { features: ALL, names: NAMES } = newestFeatureSet();
const seed = fc.integer({ min: 1, max: 1e9 });

/** What has arrived: by feed (the instrument or one of the indices' series) and date, and whether it is right yet. */
type Arrival = { readonly feed: string; readonly date: string; readonly isRight: boolean };

const INSTRUMENT = 'instrument';

function everyArrival({ bars, context }: FeatureInputs): Arrival[] {
  const arrivals = bars.dates.map((date) => ({ feed: INSTRUMENT, date, isRight: true }));
  mapIndices(context, (series, feed) => {
    for (const date of series.dates) arrivals.push({ feed, date, isRight: true });
    return series;
  });
  return arrivals;
}

/** The inputs as far as they have arrived, in order of their dates. */
function arrived(all: FeatureInputs, arrivals: ReadonlyMap<string, Arrival>): FeatureInputs {
  const at = (feed: string, dates: readonly string[]) =>
    [...dates.keys()].filter((t) => arrivals.has(`${feed} ${dates[t]}`));
  const factor = (feed: string, date: string) => (arrivals.get(`${feed} ${date}`)?.isRight ? 1 : 1.07);
  const own = pickBars(all.bars, at(INSTRUMENT, all.bars.dates));
  return {
    holidays: all.holidays,
    bars: { ...own, close: own.close.map((close, t) => close * factor(INSTRUMENT, own.dates[t])) },
    context: mapIndices(all.context, ({ dates, close, sameSession }, feed) => {
      const positions = at(feed, dates);
      return {
        dates: positions.map((t) => dates[t]),
        close: Float64Array.from(positions, (t) => close[t] * factor(feed, dates[t])),
        sameSession,
      };
    }),
  };
}

type StoredRow = { readonly hash: Buffer; readonly values: readonly number[] };

/** Renews the stored rows that are missing or stale, as the product does. */
function renew(store: Map<string, StoredRow>, { bars, holidays, context }: FeatureInputs): void {
  const hashes = inputHashes({ bars, holidays, context });
  const stale = [...hashes.keys()].filter((t) => !store.get(bars.dates[t])?.hash.equals(hashes[t]));
  if (stale.length === 0) return;
  const from = stale[0];
  const matrix = engineerFeatures(bars, { features: ALL, holidays, context, from });
  for (const t of stale) {
    const values = ALL.map((_, j) => column(matrix, j)[t - from]);
    store.set(bars.dates[t], { hash: hashes[t], values });
  }
}

/** Lets everything arrive in the given order and compares what is stored in the end with a full computation. */
function checkArrival(all: FeatureInputs, order: readonly Arrival[], chunk: () => number): void {
  const store = new Map<string, StoredRow>();
  const arrivals = new Map<string, Arrival>();
  for (let i = 0; i < order.length; ) {
    const end = i + chunk();
    for (const arrival of order.slice(i, end)) arrivals.set(`${arrival.feed} ${arrival.date}`, arrival);
    renew(store, arrived(all, arrivals));
    i = end;
  }
  const { bars, holidays, context } = all;
  const full = engineerFeatures(bars, { features: ALL, holidays, context });
  assert.equal(store.size, bars.dates.length);
  NAMES.forEach((name, j) => {
    const wrong = bars.dates.find((date, t) => !Object.is(store.get(date)?.values[j], column(full, j)[t]));
    assert.equal(wrong, undefined, name);
  });
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function randomInputs(n: number, s: number): FeatureInputs {
  const bars = randomBarsWithHoles(n, s);
  return { bars, holidays: new Set(bars.dates.filter((_, t) => t % 11 === 5)), context: randomContext(bars, s) };
}

test('bars that arrive one by one in any order leave the rows of a full run', () => {
  fc.assert(
    fc.property(seed, (s) => {
      const all = randomInputs(25, s);
      const random = uniform(s);
      const [first] = all.bars.dates;
      const arrivals = everyArrival(all);
      const late = arrivals.filter(({ feed, date }) => feed === INSTRUMENT || date >= first);
      const early = arrivals.filter((arrival) => !late.includes(arrival));
      let isFirst = true;
      const chunk = () => {
        if (!isFirst) return 1;
        isFirst = false;
        return early.length + 1;
      };
      checkArrival(all, [...early, ...shuffled(late, random)], chunk);
    }),
    { seed: 40, numRuns: 2 },
  );
});

test('so do chunks in any order, the history of an index after its instrument, and later corrections', () => {
  fc.assert(
    fc.property(seed, (s) => {
      const all = randomInputs(240, s);
      const random = uniform(s);
      const arrivals = shuffled(everyArrival(all), random);
      const isWrongAtFirst = arrivals.map(() => random() < 0.02);
      const order = [
        ...arrivals.map((arrival, i) => ({ ...arrival, isRight: !isWrongAtFirst[i] })),
        ...arrivals.filter((_, i) => isWrongAtFirst[i]),
      ];
      checkArrival(all, order, () => (random() < 0.3 ? 1 : Math.ceil(400 * random())));
    }),
    { seed: 41, numRuns: 3 },
  );
});

test('bars that arrive in order leave all earlier rows as they are', () => {
  const all = randomInputs(80, 42);
  const store = new Map<string, StoredRow>();
  renew(store, { ...all, bars: sliceBars(all.bars, 0, 60) });
  const before = new Map(store);
  renew(store, all);
  assert.equal(store.size, 80);
  for (const [date, row] of before) assert.equal(store.get(date), row, date);
});
