import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contradictionOf } from '../../src/bar_rules.ts';
import type { Bars } from '../../src/bars.ts';
import { type ContextIndex, engineerFeatures, mirroredHistories } from '../../src/features/index.ts';
import { createRandom } from '../../src/random.ts';
import { simulatedBars } from '../learn/simulated.ts';
import { pickBars } from './support.ts';

const SESSIONS = 300;
const FROM = 200;
const LAST = 280;

function history() {
  const bars = simulatedBars('fatTails', SESSIONS, 5);
  const other = simulatedBars('brownian', SESSIONS, 6);
  // It also trades on days when the instrument does not.
  const index: ContextIndex = {
    symbol: 'IDX',
    dates: other.dates,
    close: other.close,
    sameSession: true,
    impliedVolatility: { dates: other.dates, close: simulatedBars('brownian', SESSIONS, 7).close, sameSession: true },
  };
  return { bars, holidays: new Set<string>(), context: [index, undefined] };
}
const returns = (close: Float64Array) => Float64Array.from(close.subarray(1), (price, t) => Math.log(price / close[t]));
const near = (a: number, b: number) => Math.abs(a - b) < 1e-9;

describe('mirrored histories', () => {
  const inputs = history();
  const { dates } = inputs.bars;
  const draw = mirroredHistories(inputs, dates[FROM], dates[LAST]);

  test('are real before the window, and end with it', () => {
    const { bars, context } = draw(createRandom(1));
    assert.equal(bars.dates.length, LAST + 1);
    assert.equal(context[0]?.dates.at(-1), dates[LAST]);
    for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
      assert.deepEqual(bars[field].slice(0, FROM), inputs.bars[field].slice(0, FROM));
    }
    assert.deepEqual(bars.volume, inputs.bars.volume.slice(0, LAST + 1));
    assert.equal(context[1], undefined);
  });

  test('of instruments that trade on different days are mirrored on the same ones, where the coins have days', () => {
    const coins = dates.slice(FROM);
    const mirroredDays = (positions: readonly number[]) => {
      const bars = pickBars(inputs.bars, positions);
      const { close } = mirroredHistories(
        { ...inputs, bars, context: [] },
        coins[0],
        dates[LAST],
        coins,
      )(createRandom(3)).bars;
      const [after, before] = [returns(close), returns(bars.close)];
      return new Map(Array.from(after, (one, i) => [bars.dates[i + 1], !near(one, before[i])]));
    };
    const all = [...dates.keys()];
    const [one, other] = [mirroredDays(all), mirroredDays(all.filter((t) => t % 7 !== 3))];
    const shared = coins.slice(0, LAST - FROM + 1).filter((date) => other.has(date));
    assert.ok(shared.length > 60);
    assert.deepEqual(
      shared.map((date) => other.get(date)),
      shared.map((date) => one.get(date)),
    );
    assert.ok(shared.some((date) => one.get(date)) && shared.some((date) => !one.get(date)));
  });

  test('mirror each session around the mean or leave it, by one coin for the instrument and all indices', () => {
    const { bars, context } = draw(createRandom(1));
    const series = [
      [bars.close, inputs.bars.close],
      [context[0]?.close, inputs.context[0]?.close],
      [context[0]?.impliedVolatility?.close, inputs.context[0]?.impliedVolatility?.close],
    ] as const;
    const coins = series.map(([mirrored, real]) => {
      assert.ok(mirrored && real);
      const [after, before] = [returns(mirrored), returns(real.slice(0, LAST + 1))];
      const mean = before.reduce((sum, one) => sum + one, 0) / before.length;
      return Array.from(after.subarray(FROM - 1), (one, i) => {
        const was = before[FROM - 1 + i];
        assert.ok(near(one, was) || near(one, 2 * mean - was), `${one}, was ${was}`);
        return near(one, was);
      });
    });
    assert.deepEqual(coins[1], coins[0]);
    assert.deepEqual(coins[2], coins[0]);
    const kept = coins[0].filter(Boolean).length;
    assert.ok(kept > 20 && kept < 61, `${kept} of 81`);
  });

  test('mirror bars whole: a high becomes a low, none contradicts itself, ranges stay', () => {
    const { bars } = draw(createRandom(2));
    for (let t = FROM; t <= LAST; t++) {
      const [open, high, low, close] = [bars.open[t], bars.high[t], bars.low[t], bars.close[t]];
      assert.equal(contradictionOf(open, high, low, close), undefined);
      assert.ok(near(Math.log(high / low), Math.log(inputs.bars.high[t] / inputs.bars.low[t])));
    }
  });

  test('are others with each draw and the same with the same seed', () => {
    const [one, two] = [createRandom(3), createRandom(3)];
    const first = draw(one);
    assert.deepEqual(draw(two), first);
    assert.notDeepEqual(draw(one).bars.close, first.bars.close);
  });

  test('can be computed on where prices fell so far that the mirrored ones leave every bound, and where nothing moved', () => {
    const ruined: Bars = { ...inputs.bars };
    const fall = (field: 'open' | 'high' | 'low' | 'close') =>
      Float64Array.from(ruined[field], (price, t) => (t < 250 ? price * 1e9 : price * 1e-9));
    const bars = { ...ruined, open: fall('open'), high: fall('high'), low: fall('low'), close: fall('close') };
    const flat = new Float64Array(SESSIONS).fill(3);
    for (const strange of [bars, { ...bars, open: flat, high: flat, low: flat, close: flat }]) {
      const histories = mirroredHistories({ ...inputs, bars: strange, context: [] }, dates[FROM], dates[LAST]);
      const random = createRandom(1);
      for (let k = 0; k < 8; k++) engineerFeatures(histories(random).bars, { from: FROM });
    }
  });
});
