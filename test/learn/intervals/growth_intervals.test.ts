import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bars, sliceBars } from '../../../src/bars.ts';
import {
  growthIntervals,
  intervalGate,
  judgeIntervals,
  judgePooledIntervals,
  pooledIntervalGate,
} from '../../../src/learn/index.ts';
import { PRIOR } from '../../../src/learn/intervals/starting_point.ts';
import type { MarketMoves } from '../../../src/market_moves.ts';
import { normals } from '../support.ts';

const DAY = 86_400_000;
const dateOf = (t: number) => new Date(t * DAY).toISOString().slice(0, 10);

/** Bars of 20 steps a session, whose daily deviation is told by the session. */
function walk(sessions: number, seed: number, deviation: (t: number) => number): Bars {
  const draw = normals(seed);
  const bars = {
    dates: Array.from({ length: sessions }, (_, t) => dateOf(t)),
    open: new Float64Array(sessions),
    high: new Float64Array(sessions),
    low: new Float64Array(sessions),
    close: new Float64Array(sessions),
    volume: new Float64Array(sessions).fill(1),
  };
  let price = 100;
  for (let t = 0; t < sessions; t++) {
    bars.open[t] = price;
    let [high, low] = [price, price];
    for (let step = 0; step < 20; step++) {
      price *= Math.exp((deviation(t) / Math.sqrt(20)) * draw());
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    [bars.high[t], bars.low[t], bars.close[t]] = [high, low, price];
  }
  return bars;
}

/** Half-years of calm and of crisis. */
const regimes = (t: number): number => (Math.floor(t / 125) % 2 === 0 ? 0.008 : 0.024);

const coverageOf = (bars: Bars, coverage: number, isCounted: (t: number) => boolean): number => {
  const { low, high } = growthIntervals(bars, coverage);
  const counted = Array.from(bars.dates.keys()).filter((t) => t >= 300 && t + 7 < bars.dates.length && isCounted(t));
  const inside = counted.filter((t) => {
    const growth = bars.close[t + 7] / bars.close[t];
    return growth >= low[t] && growth <= high[t];
  });
  return inside.length / counted.length;
};

const near = (found: number, wanted: number, by: number) =>
  assert.ok(Math.abs(found - wanted) <= by, `${found} is not within ${by} of ${wanted}`);

describe('intervals of the growth', () => {
  test('hold what they are to hold, whatever that is, in calm and in crisis', () => {
    const bars = walk(8000, 1, regimes);
    for (const coverage of [0.5, 0.8, 0.95])
      near(
        coverageOf(bars, coverage, () => true),
        coverage,
        0.03,
      );
    // Behind a change of regime nobody can know; from the second month on they do.
    near(
      coverageOf(bars, 0.8, (t) => t % 125 > 40 && t % 125 < 110 && regimes(t) < 0.01),
      0.8,
      0.07,
    );
    near(
      coverageOf(bars, 0.8, (t) => t % 125 > 40 && t % 125 < 110 && regimes(t) > 0.01),
      0.8,
      0.07,
    );
  });

  test('are what they were when later sessions come', () => {
    const bars = walk(900, 2, regimes);
    const whole = growthIntervals(bars, 0.8);
    for (const end of [100, 463, 800]) {
      const cut = growthIntervals(sliceBars(bars, 0, end), 0.8);
      for (const name of ['low', 'median', 'high'] as const) {
        assert.deepEqual(cut[name], whole[name].slice(0, end), name);
      }
    }
  });

  test('start from what they are told to start from, and else from what comes with the product', () => {
    const bars = walk(300, 12, () => 0.01);
    const usual = growthIntervals(bars, 0.8);
    assert.deepEqual(growthIntervals(bars, 0.8, undefined, PRIOR), usual);
    const twice = growthIntervals(bars, 0.8, undefined, { ...PRIOR, scores: PRIOR.scores.map((score) => 2 * score) });
    const larger = growthIntervals(bars, 0.8, undefined, { ...PRIOR, sums: PRIOR.sums.map((sum) => sum + 1) });
    // Of the first session of which something is said no own outcome is known.
    for (const name of ['low', 'median', 'high'] as const) {
      near(Math.log(twice[name][21]) / Math.log(usual[name][21]), 2, 1e-9);
      assert.notEqual(larger[name][21], usual[name][21]);
    }
  });

  test('do not cross, and are in the units of the price', () => {
    const bars = walk(1500, 3, regimes);
    for (const coverage of [0.5, 0.98]) {
      const { low, median, high } = growthIntervals(bars, coverage);
      for (let t = 21; t < 1500; t++) assert.ok(0 < low[t] && low[t] <= median[t] && median[t] <= high[t]);
    }
    const times = (values: Float64Array) => values.map((value) => 1000 * value);
    const dear = { ...bars, high: times(bars.high), low: times(bars.low), close: times(bars.close) };
    const [here, there] = [growthIntervals(bars, 0.8), growthIntervals(dear, 0.8)];
    for (let t = 21; t < 1500; t++) near(there.high[t], here.high[t], 1e-9);
  });

  test('are not known without moves: of the first 21 sessions, and of a price that stands still', () => {
    const bars = walk(40, 4, () => 0.01);
    const { low } = growthIntervals(bars, 0.8);
    assert.deepEqual(
      [...low].map(Number.isNaN),
      Array.from({ length: 40 }, (_, t) => t < 21),
    );
    const flat = new Float64Array(400).fill(10);
    const dates = Array.from(flat, (_, t) => dateOf(t));
    const still = growthIntervals({ dates, high: flat, low: flat, close: flat }, 0.8);
    assert.ok([...still.low, ...still.median, ...still.high].every(Number.isNaN));
    assert.equal(growthIntervals(sliceBars(bars, 0, 0), 0.8).low.length, 0);
  });

  test('go on behind a bar that contradicts itself', () => {
    const bars = walk(600, 5, () => 0.01);
    const low = Float64Array.from(bars.low);
    low[300] = 0;
    const broken = growthIntervals({ ...bars, low }, 0.8);
    const sound = growthIntervals(bars, 0.8);
    for (let t = 21; t < 600; t++) near(broken.high[t] / sound.high[t], 1, 0.01);
  });

  test('are numbers, or not known, of prices that leap between the smallest and the largest there can be', () => {
    const close = Float64Array.from({ length: 400 }, (_, t) => (t % 3 === 0 ? 1e-9 : 1e12));
    const dates = Array.from(close, (_, t) => dateOf(t));
    const { low, median, high } = growthIntervals({ dates, high: close, low: close, close }, 0.98);
    for (let t = 0; t < 400; t++) {
      assert.equal(Number.isNaN(low[t]), Number.isNaN(high[t]));
      assert.ok(Number.isNaN(low[t]) || (low[t] > 0 && low[t] <= median[t] && high[t] < Infinity));
    }
  });

  test('of less than half or nearly all outcomes are refused', () => {
    const bars = walk(30, 6, () => 0.01);
    for (const coverage of [0.49, 0.99, 80, Number.NaN]) {
      assert.throws(() => growthIntervals(bars, coverage), /coverage must lie between 0\.5 and 0\.98, got/);
    }
  });
});

describe('intervals of the growth beside a market', () => {
  const bars = walk(1200, 9, regimes);
  const rows = bars.dates.length;
  /** A market that says the same each day but for what f says of it. */
  const market = (f: (t: number) => number): MarketMoves => {
    const series = () => Float64Array.from({ length: rows }, (_, t) => f(t));
    return { realised: [series(), series(), series()], implied: [series(), series(), series()] };
  };
  const alone = growthIntervals(bars, 0.8);

  test('are those of the instrument alone while nothing is known of the market', () => {
    assert.deepEqual(
      growthIntervals(
        bars,
        0.8,
        market(() => Number.NaN),
      ),
      alone,
    );
    const later = growthIntervals(
      bars,
      0.8,
      market((t) => (t < 700 ? Number.NaN : 0.3)),
    );
    assert.deepEqual(later.high.slice(0, 700), alone.high.slice(0, 700));
    assert.notEqual(later.high[700], alone.high[700]);
    assert.ok(later.high.every((high, t) => Number.isNaN(high) === Number.isNaN(alone.high[t])));
  });

  test('widen from the session on that fear is known, and not before', () => {
    const calm = growthIntervals(
      bars,
      0.8,
      market(() => 0),
    );
    const afraid = growthIntervals(
      bars,
      0.8,
      market((t) => (t < 900 ? 0 : 2)),
    );
    assert.deepEqual(afraid.high.slice(0, 900), calm.high.slice(0, 900));
    for (let t = 900; t < 905; t++) {
      assert.ok(Math.log(afraid.high[t] / afraid.low[t]) > 1.3 * Math.log(calm.high[t] / calm.low[t]));
    }
  });

  test('are what they were when later sessions come, also where the market was silent in between', () => {
    const gaps = market((t) => (Math.floor(t / 50) % 3 === 1 ? Number.NaN : Math.sin(t / 30)));
    const whole = growthIntervals(bars, 0.8, gaps);
    for (const end of [120, 477, 1001]) {
      const cut = growthIntervals(sliceBars(bars, 0, end), 0.8, gaps);
      assert.deepEqual(cut.high, whole.high.slice(0, end));
      assert.deepEqual(cut.low, whole.low.slice(0, end));
    }
  });
});

test('intervals are wider before the days of the quarter on which an instrument used to leap', () => {
  const bars = walk(2200, 10, (t) => (t % 91 === 45 ? 0.08 : 0.01));
  const { low, high } = growthIntervals(bars, 0.8);
  const mean = (at: number) => {
    const sessions = Array.from(bars.dates.keys()).filter((t) => t > 1400 && t % 91 === at);
    return sessions.reduce((sum, t) => sum + Math.log(high[t] / low[t]) / sessions.length, 0);
  };
  assert.ok(mean(42) > 1.1 * mean(32), `${mean(42)}, ${mean(32)}`);
});

describe('the gate of intervals', () => {
  const judge = (bars: Bars, rows: number) =>
    judgeIntervals({ bars, dates: bars.dates.slice(-rows - 7, -7), coverage: 0.8, seed: 1 });

  test('is passed where volatility can be told', () => {
    const found = judge(walk(3000, 7, regimes), 1500);
    const { passed, reason } = intervalGate(found);
    assert.ok(passed, reason);
    assert.ok(found.toUnconditional.upper < 1 && found.toEwmaNormal.upper < 1);
    assert.equal(found.rows, 1500);
  });

  test('lets hardly any walk of constant volatility pass: its past says all there is', () => {
    const passed = Array.from({ length: 20 }, (_, seed) =>
      judge(
        walk(1600, 100 + seed, () => 0.01),
        453,
      ),
    ).filter((found) => intervalGate(found).passed);
    assert.ok(passed.length <= 1, `${passed.length} of 20`);
  });

  test('of many instruments is passed where volatility can be told, on days and not on rows', () => {
    const members = (deviation: (t: number) => number, sessions: number) =>
      Array.from({ length: 4 }, (_, seed) => {
        const bars = walk(sessions, 300 + seed, deviation);
        return { bars, dates: bars.dates.slice(-1507, -7) };
      });
    const told = judgePooledIntervals(members(regimes, 2600), { coverage: 0.8, seed: 1 });
    const { passed, reason } = pooledIntervalGate(told);
    assert.ok(passed, reason);
    assert.equal(told.rows, 4 * 1500);
    assert.match(reason, /to hold within 3 points 80\.0 %/);
    const still = judgePooledIntervals(
      members(() => 0.01, 2600),
      { coverage: 0.8, seed: 1 },
    );
    assert.equal(pooledIntervalGate(still).passed, false);
    const few = judgePooledIntervals([{ bars: walk(200, 8, regimes), dates: [] }], { coverage: 0.8, seed: 1 });
    assert.match(pooledIntervalGate(few).reason, /^not passed: too few test rows/);
    // What coverage may wander is three points, whatever its interval says.
    const wide = { ...told, coverage: { value: 0.835, lower: 0.7, upper: 0.9 } };
    assert.equal(pooledIntervalGate(wide).passed, false);
  });

  test('is not passed on rows too few to be sure, and says so', () => {
    const { passed, reason } = intervalGate(judge(walk(200, 8, regimes), 30));
    assert.equal(passed, false);
    assert.match(reason, /^not passed: too few test rows/);
  });
});
