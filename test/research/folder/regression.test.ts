import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bars } from '../../../src/bars.ts';
import { normals } from '../../learn/support.ts';
import { generatedMarket } from './market.ts';
import type { Series } from './read_folder.ts';
import {
  logVariances,
  OWN_VARIANCES,
  REGRESSION_INPUTS,
  VARIANCE_SPANS,
  type VariancePanel,
  variancePanel,
  volatilityRegression,
} from './regression.ts';
import { daysOfYear, type Rows, rowsOf } from './rows.ts';

const SHARES = [0.1, 0.5, 0.9];
const YEAR = 2017;
const { stocks } = generatedMarket(6, 780, 3);

const near = (found: number, wanted: number, by: number, what: string) =>
  assert.ok(Math.abs(found - wanted) <= by, `${what}: ${found}, wanted ${wanted}`);

describe('log variances of a history', () => {
  test('are those of its ranges and of its returns, each over its own sessions', () => {
    // Ranges of 2 % and moves of 1 % up and down in turn; the last session but 20 has twice the range and moves 3 %.
    const leap = 279;
    const sessions = 300;
    const [high, low, close] = [1, 2, 3].map(() => new Float64Array(sessions));
    let price = 100;
    for (let t = 0; t < sessions; t++) {
      if (t > 0) price *= Math.exp((t === leap ? 0.03 : 0.01) * (t % 2 === 0 ? 1 : -1));
      close[t] = price;
      low[t] = price;
      high[t] = price * Math.exp(t === leap ? 0.04 : 0.02);
    }
    const { past, target } = logVariances({ high, low, close });
    const range = (size: number) => size ** 2 / (4 * Math.LN2);
    VARIANCE_SPANS.forEach((span, k) => {
      const counted = (usual: number, once: number, isIn: boolean) =>
        Math.log(isIn ? ((span - 1) * usual + once) / span : usual);
      for (const t of [leap, leap + 4, leap + 20]) {
        const isIn = t - leap < span;
        const [ofRange, ofReturn] = [past[t * OWN_VARIANCES + k], past[t * OWN_VARIANCES + 5 + k]];
        near(ofRange, counted(range(0.02), range(0.04), isIn), 1e-9, `range over ${span} at ${t}`);
        near(ofReturn, counted(0.01 ** 2, 0.03 ** 2, isIn), 1e-9, `return over ${span} at ${t}`);
      }
    });
    near(target[leap], Math.log((range(0.02) + 0.01 ** 2) / 2), 1e-9, 'the seven sessions behind the leap');
    const withLeap = (6 * range(0.02) + range(0.04) + 6 * 0.01 ** 2 + 0.03 ** 2) / 14;
    for (const t of [leap - 1, leap - 7]) near(target[t], Math.log(withLeap), 1e-9, 'seven sessions with the leap');
    near(target[leap - 8], Math.log((range(0.02) + 0.01 ** 2) / 2), 1e-9, 'the seven sessions before the leap');
    assert.ok(Number.isNaN(target[sessions - 7]) && !Number.isNaN(target[sessions - 8]));
  });

  test('are not known of a price that stands still, and small of a session that does', () => {
    const flat = new Float64Array(60).fill(10);
    assert.ok(logVariances({ high: flat, low: flat, close: flat }).past.every(Number.isNaN));
    const close = Float64Array.from({ length: 60 }, (_, t) => (t < 59 ? 10 + (t % 2) : 10));
    const { past } = logVariances({ high: close, low: close, close });
    const [ofOne, ofAll] = [past[59 * OWN_VARIANCES + 5], past[59 * OWN_VARIANCES + 9]];
    // Without ranges, half of the returns' variance is what is usual.
    near(ofOne, ofAll + Math.log(1e-3 / 2), 1e-9, 'a session without a move');
  });
});

describe('the market of a day', () => {
  test('is the mean over the instruments that have a bar on it, also where no outcome follows', () => {
    const cut = (bars: Bars, from: number): Bars => ({
      dates: bars.dates.slice(from),
      open: bars.open.slice(from),
      high: bars.high.slice(from),
      low: bars.low.slice(from),
      close: bars.close.slice(from),
      volume: bars.volume.slice(from),
    });
    const late: Series = { symbol: 'LATE', bars: cut(stocks[1].bars, 400) };
    const two = [stocks[0], late];
    const rows = rowsOf(two, '9999-12-31');
    const { market } = variancePanel(two, rows);
    const [one, other] = [logVariances(stocks[0].bars).past, logVariances(late.bars).past];
    for (const [day, isThere] of [
      [300, false],
      [420, false],
      [421, true],
      [779, true],
    ] as const) {
      for (let k = 0; k < OWN_VARIANCES; k++) {
        const own = one[day * OWN_VARIANCES + k];
        const wanted = isThere ? (own + other[(day - 400) * OWN_VARIANCES + k]) / 2 : own;
        near(market[day * OWN_VARIANCES + k], wanted, 1e-12, `day ${day}`);
      }
    }
  });
});

/** Rows whose variances follow planted weights, and whose growth is the planted deviation times a planted score. */
function planted(weights: readonly number[], score: (row: number) => number): { panel: VariancePanel; rows: Rows } {
  const [instruments, days] = [4, 200];
  const count = instruments * days;
  const normal = normals(5);
  const own = Float64Array.from({ length: count * OWN_VARIANCES }, () => -8 + normal());
  const market = Float64Array.from({ length: days * OWN_VARIANCES }, () => -8 + normal());
  const day = Int32Array.from({ length: count }, (_, row) => Math.floor(row / instruments));
  const logVariance = Float64Array.from({ length: count }, (_, row) => {
    let sum = weights[0];
    for (let k = 0; k < OWN_VARIANCES; k++) {
      sum += weights[1 + k] * own[row * OWN_VARIANCES + k];
      sum += weights[1 + OWN_VARIANCES + k] * market[day[row] * OWN_VARIANCES + k];
    }
    return sum;
  });
  const rows: Rows = {
    count,
    calendar: Array.from({ length: days }, (_, i) => String(i)),
    instrument: Int32Array.from({ length: count }, (_, row) => row % instruments),
    session: day,
    day,
    labelEnd: day.map((one) => one + 7),
    growth: Float64Array.from(logVariance, (one, row) => Math.exp(score(row) * Math.sqrt(7 * Math.exp(one)))),
  };
  return { panel: { own, market, target: logVariance }, rows };
}

describe('the plain regression of log volatility', () => {
  const weights = Array.from({ length: REGRESSION_INPUTS }, (_, i) => (i === 0 ? -0.3 : 0.05 + 0.01 * (i % 4)));

  test('finds planted weights and scores again, and says their quantiles of rows behind', () => {
    // Of every row whose label ended before day 150, which are 143 days of four, a fifth has each of these scores.
    const scores = [-2, -1, 0, 1, 2];
    const { panel, rows } = planted(weights, (row) => scores[row % 5]);
    const said = volatilityRegression(panel, rows, 150, [0.1, 0.5, 0.9]);
    for (const row of [600, 731, 799]) {
      const deviation = Math.sqrt(7 * Math.exp(panel.target[row]));
      const quantiles = said(row) ?? [];
      [-2, 0, 2].forEach((score, i) => {
        near(quantiles[i] / deviation, score, 1e-7, `quantile ${i} of row ${row}`);
      });
    }
  });

  test('learns from rows whose label ended before the year alone, and from the last of them', () => {
    const { panel, rows } = planted(weights, (row) => Math.sin(row));
    const whole = volatilityRegression(panel, rows, 150, SHARES)(700);
    const changed = (from: number) => {
      const target = panel.target.map((one, row) => (row < from ? one : one + 3 + Math.sin(row)));
      const growth = rows.growth.map((one, row) => (row < from ? one : one ** 3));
      return volatilityRegression({ ...panel, target }, { ...rows, growth }, 150, SHARES)(700);
    };
    // Of four instruments, the rows of day 143 have a label that ends on day 150.
    assert.deepEqual(changed(4 * 143), whole);
    assert.notDeepEqual(changed(4 * 143 - 1), whole);
  });

  test('says the same of a session whatever prices come later', () => {
    const from = `${YEAR}-03-01`;
    const later = stocks.map(({ symbol, bars }, i): Series => {
      const changed = (prices: Float64Array) =>
        prices.map((price, t) => (bars.dates[t] < from ? price : price * (1.1 + 0.2 * Math.sin(t * (i + 1)))));
      const { open, high, low, close } = bars;
      return {
        symbol,
        bars: { ...bars, open: changed(open), high: changed(high), low: changed(low), close: changed(close) },
      };
    });
    const saying = (all: readonly Series[]) => {
      const rows = rowsOf(all, `${YEAR}-12-31`);
      const said = volatilityRegression(variancePanel(all, rows), rows, daysOfYear(rows, YEAR)[0], SHARES);
      return { rows, said: Array.from({ length: rows.count }, (_, row) => said(row)) };
    };
    const [one, other] = [saying(stocks), saying(later)];
    const before = one.rows.day.findIndex((day) => one.rows.calendar[day] >= from);
    assert.ok(before > 1000);
    assert.deepEqual(one.said.slice(0, before), other.said.slice(0, before));
    assert.notDeepEqual(one.said[before + 60], other.said[before + 60]);
  });

  test('is wider by the planted weight where the last session had a larger range', () => {
    const said = (deviation: number) => {
      const { panel, rows } = planted([0, 0.5, ...new Array(REGRESSION_INPUTS - 2).fill(0)], (row) => Math.sin(row));
      panel.own[700 * OWN_VARIANCES] = 2 * Math.log(deviation);
      const [low, , high] = volatilityRegression(panel, rows, 150, SHARES)(700) ?? [];
      return high - low;
    };
    // A weight of a half on the log variance is a root of the deviation.
    near(said(0.04) / said(0.01), 2, 1e-6, 'ratio of the widths');
  });

  test('of one instrument, which is its own market, is that without a market, and of no row nothing', () => {
    const one = [stocks[0]];
    const rows = rowsOf(one, `${YEAR}-12-31`);
    const panel = variancePanel(one, rows);
    const before = daysOfYear(rows, YEAR)[0];
    const silent = { ...panel, market: panel.market.map(() => 0) };
    const [beside, alone] = [panel, silent].map((all) =>
      volatilityRegression(all, rows, before, SHARES)(rows.count - 1),
    );
    assert.ok(beside && alone);
    beside.forEach((quantile, i) => {
      near(quantile, alone[i], 1e-9, `quantile ${i}`);
    });
    assert.equal(volatilityRegression(panel, rows, 0, SHARES)(0), undefined);
  });
});
