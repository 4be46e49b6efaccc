import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { before, describe, test } from 'node:test';
import { backtest } from '../../src/backtest/index.ts';
import type { Bars } from '../../src/bars.ts';
import { parsePriceCsv } from '../../src/csv/index.ts';

const HORIZON = 7;

describe('the S&P 500 from 2000 to 2020', () => {
  let bars: Bars;

  before(async () => {
    const file = new URL('../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);
    const { rows } = await parsePriceCsv(createReadStream(file));
    bars = {
      dates: rows.map((row) => row.date),
      open: Float64Array.from(rows, (row) => Number(row.open)),
      high: Float64Array.from(rows, (row) => Number(row.high)),
      low: Float64Array.from(rows, (row) => Number(row.low)),
      close: Float64Array.from(rows, (row) => Number(row.close)),
      volume: Float64Array.from(rows, (row) => Number(row.volume)),
    };
  });

  test('who knows the sign of the next seven sessions is EXCELLENT', () => {
    const signals = bars.close.map((price, t) => (bars.close[t + HORIZON] > price ? 1 : 0));
    const { metrics } = backtest(bars, signals);
    assert.equal(metrics.quality, 'EXCELLENT');
    assert.ok((metrics.winRate ?? 0) > 0.8);
  });

  test('always being long, which predicts nothing, is POOR: the cost of a trade a week eats the market', () => {
    const { metrics } = backtest(bars, new Float64Array(bars.close.length).fill(1));
    assert.equal(metrics.totalTrades, Math.ceil((bars.close.length - 1) / HORIZON));
    assert.equal(metrics.quality, 'POOR');
    assert.ok((metrics.buyAndHold.totalReturn ?? 0) > 0.9);
    assert.ok((metrics.maxDrawdown ?? 0) < -0.5);
  });
});
