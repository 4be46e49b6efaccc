import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Feature, Series } from '../../src/features/feature.ts';
import {
  engineerFeatures,
  type FeatureInputs,
  type LookaheadVerdict,
  newestFeatureSet,
  proveNoLookahead,
} from '../../src/features/index.ts';
import { gate } from '../../src/learn/index.ts';
import { column, type Matrix } from '../../src/matrix.ts';
import { randomBars } from './support.ts';

const N = 420;
const bars = randomBars(N, 11);
const index = (seed: number) => ({ dates: bars.dates, close: randomBars(N, seed).close, sameSession: true });
const inputs: FeatureInputs = {
  bars,
  holidays: new Set(),
  context: [{ symbol: 'MARKET', ...index(12), impliedVolatility: index(13) }],
};
const honest = newestFeatureSet().features;

function planted(name: string, memory: Feature['memory'], compute: Feature['compute']): Feature {
  const texts = { doc: 'Planted by a test.', meaning: 'Tells what a test planted.' };
  return { name, group: 'price', since: 1, inputs: ['close'], warmup: 0, memory, ...texts, compute };
}

/** The value k bars later; the last known one at the end, so that a leak leaves no hole. */
const later = (x: Float64Array, k: number) => x.map((_, t) => x[Math.min(t + k, x.length - 1)]);
const largest = (x: Float64Array) => x.reduce((a, b) => Math.max(a, b));
const average = (x: Float64Array) => x.reduce((a, b) => a + b, 0) / x.length;

/** Ways in which the future has been seen to get into features. */
const LEAKS: Record<string, Feature> = {
  'the growth over the next seven sessions': planted('next_week', 1, (s) =>
    later(s.close, 7).map((c, t) => c / s.close[t]),
  ),
  'a moving average centred on its bar': planted('centred', 21, (s) =>
    s.close.map((_, t) => average(s.close.slice(Math.max(0, t - 10), t + 11))),
  ),
  'a share of the all-time high': planted('of_high', 'history', (s) => s.close.map((c) => c / largest(s.close))),
  'a deviation from the mean of the whole series': planted('scaled', 'history', (s) =>
    s.close.map((c) => c - average(s.close)),
  ),
  'tomorrow’s volume, slightly': planted('hint', 2, (s) => s.close.map((c, t) => c + 1e-6 * later(s.volume, 1)[t])),
  'a value known only when the next bar is there': planted('hole', 1, (s) =>
    s.close.map((c, t) => (t + 1 < s.close.length ? c : Number.NaN)),
  ),
  'a leak too small for any tolerance but not for a tree': planted('whisper', 1, (s) =>
    later(s.close, 7).map((c, t) => (c > s.close[t] ? 5e-13 : 0)),
  ),
  'the date of the next stored session': planted('last_of_month', 1, (s) =>
    Float64Array.from(s.dates, (date, t) => (s.dates[t + 1]?.slice(0, 7) === date.slice(0, 7) ? 0 : 1)),
  ),
  'an index one session ahead': planted('index_ahead', 1, (s: Series) => {
    const [market] = s.context;
    const positions = new Map(market?.dates.map((date, t) => [date, t]));
    return Float64Array.from(s.dates, (date) => market?.close[(positions.get(date) ?? -2) + 1] ?? 0);
  }),
};

function prove(features: readonly Feature[], values: Matrix, samples = 48): LookaheadVerdict[] {
  return proveNoLookahead({ inputs, features, dates: bars.dates, values, samples, seed: 5 });
}

const rowsOf = (features: readonly Feature[]) =>
  engineerFeatures(bars, { features, holidays: inputs.holidays, context: inputs.context });

describe('the look-ahead proof', () => {
  test('passes every feature of both sets', () => {
    const verdicts = prove(honest, rowsOf(honest));
    assert.equal(verdicts.length, honest.length);
    for (const verdict of verdicts) {
      assert.deepEqual(verdict, {
        feature: verdict.feature,
        passed: true,
        rowsChecked: 48,
        rowsDiffering: 0,
        firstDifferingSession: null,
        largestDifference: null,
      });
    }
  });

  for (const [what, leak] of Object.entries(LEAKS)) {
    test(`finds ${what}, and nothing else`, () => {
      const features = [honest[30], leak, honest[191]];
      const verdicts = prove(features, rowsOf(features));
      assert.deepEqual(
        verdicts.map((verdict) => verdict.passed),
        [true, false, true],
      );
      const [, found] = verdicts;
      assert.ok(found.rowsDiffering > 0 && bars.dates.includes(found.firstDifferingSession ?? ''));
    });
  }

  test('a feature that looks ahead fails the gate by name, however good the model seems', () => {
    const leak = LEAKS['the growth over the next seven sessions'];
    const lookingAhead = prove([honest[30], leak], rowsOf([honest[30], leak]))
      .filter((verdict) => !verdict.passed)
      .map((verdict) => verdict.feature);
    const verdict = gate({ rocAuc: 1, rocAucInterval: [1, 1], pValue: 0 }, { lookingAhead });
    assert.equal(verdict.passed, false);
    assert.match(verdict.reason, /next_week looks ahead/);
  });

  test('a stored value that is not what the definition gives is a difference, too', () => {
    const features = [honest[30], honest[31]];
    const values = rowsOf(features);
    column(values, 1)[200] += 1e-3;
    const verdicts = prove(features, values, N);
    assert.deepEqual(
      verdicts.map(({ passed, rowsDiffering, firstDifferingSession }) => [
        passed,
        rowsDiffering,
        firstDifferingSession,
      ]),
      [
        [true, 0, null],
        [false, 1, bars.dates[200]],
      ],
    );
    assert.ok(Math.abs((verdicts[1].largestDifference ?? 0) - 1e-3) < 1e-9);
  });

  test('the last bits of a value computed by another engine are no difference', () => {
    const features = [honest[30]];
    const values = rowsOf(features);
    for (let i = 0; i < values.data.length; i++) values.data[i] *= 1 + 1e-12;
    assert.equal(prove(features, values)[0].passed, true);
  });

  test('the same seed draws the same rows, another one others', () => {
    const leak = LEAKS['a moving average centred on its bar'];
    const first = (seed: number) =>
      proveNoLookahead({ inputs, features: [leak], dates: bars.dates, values: rowsOf([leak]), samples: 3, seed })[0]
        .firstDifferingSession;
    assert.equal(first(1), first(1));
    assert.ok(new Set([1, 2, 3, 4].map(first)).size > 1);
  });

  test('a session without a bar is an error that names it', () => {
    assert.throws(
      () =>
        proveNoLookahead({
          inputs,
          features: [honest[30]],
          dates: ['1999-12-31'],
          values: { rows: 1, cols: 1, data: Float64Array.of(1) },
          seed: 1,
        }),
      { name: 'RangeError', message: 'session 1999-12-31 is not among the bars' },
    );
  });
});
