import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as peer from 'technicalindicators';
import { engineerFeatures, FEATURE_NAMES } from '../../src/features/index.ts';
import { ema } from '../../src/features/kernels/indicators/ema.ts';
import { gainsAndLosses, relativeStrength } from '../../src/features/kernels/indicators/gains_losses.ts';
import { weightedEma } from '../../src/features/kernels/indicators/weighted_ema.ts';
import { column } from '../../src/matrix.ts';
import { barsOf, randomBars } from './support.ts';

function near(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs(actual[i] - value) <= tolerance, `value ${i} is ${actual[i]}, expected ${value}`);
  });
}

test('RSI 14 equals the worked example of StockCharts ChartSchool', () => {
  const close = Float64Array.of(
    ...[44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826, 45.8931],
    ...[46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439, 46.2122, 46.2521],
    ...[45.7137, 46.4515, 45.7835, 45.3548, 44.0288, 44.1783, 44.2181, 44.5672, 43.4205, 42.6628, 43.1314],
  );
  const { gain, loss } = gainsAndLosses(close, 14);
  const rsi = Array.from(gain, (g, t) => relativeStrength(g, loss[t])).slice(14);
  const published = [
    ...[70.53, 66.32, 66.55, 69.41, 66.36, 57.97, 62.93, 63.26, 56.06, 62.38],
    ...[54.71, 50.42, 39.99, 41.46, 41.87, 45.46, 37.3, 33.08, 37.77],
  ];
  near(rsi, published, 0.006);
});

test('EMA 10 equals the worked example of StockCharts ChartSchool', () => {
  const close = Float64Array.of(
    ...[22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38, 22.61, 23.36],
    ...[24.05, 23.75, 23.83, 23.95, 23.63, 23.82, 23.87, 23.65, 23.19, 23.1, 23.33, 22.68, 23.1, 22.4, 22.17],
  );
  const published = [
    ...[22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.8, 22.97, 23.13, 23.28, 23.34],
    ...[23.43, 23.51, 23.54, 23.47, 23.4, 23.39, 23.26, 23.23, 23.08, 22.92],
  ];
  near(ema(close, 10).slice(9), published, 0.011);
});

test('the weighted average starts at the first value and forgets it', () => {
  // α = 0.5: (2 + 0.5·1)/1.5 and (4 + 0.5·2 + 0.25·1)/1.75, as pandas ewm(span=3) gives.
  near(weightedEma(Float64Array.of(1, 2, 4), 3), [1, 5 / 3, 3], 1e-15);
});

const n = 300;
const bars = randomBars(n, 9);
const features = engineerFeatures(bars);
const feature = (name: string): Float64Array => column(features, FEATURE_NAMES.indexOf(name));
const [high, low, close, volume] = [bars.high, bars.low, bars.close, bars.volume].map((x) => Array.from(x));

/** The last value counts: the package's arrays start after its own warm-up. */
function agreesWithPeer(name: string, values: readonly number[], tolerance = 1e-9): void {
  assert.ok(values.length > n / 2);
  near(feature(name).subarray(n - values.length), values, tolerance);
}

test('indicators agree with the technicalindicators package where the conventions are the same', () => {
  agreesWithPeer('sma_20', peer.SMA.calculate({ period: 20, values: close }));
  agreesWithPeer('atr', peer.ATR.calculate({ period: 14, high, low, close, format: (value) => value }));
  agreesWithPeer('obv_approx', peer.OBV.calculate({ close, volume }));
  agreesWithPeer('williams_r', peer.WilliamsR.calculate({ period: 14, high, low, close }));
  agreesWithPeer('cci', peer.CCI.calculate({ period: 14, high, low, close }));
  const bands = peer.BollingerBands.calculate({ period: 20, stdDev: 2, values: close });
  agreesWithPeer(
    'bollinger_upper',
    bands.map((band) => band.upper),
  );
  agreesWithPeer(
    'bollinger_percent',
    bands.map((band) => band.pb),
  );
});

test('indicators agree with the technicalindicators package up to its rounding', () => {
  agreesWithPeer('rsi_14', peer.RSI.calculate({ period: 14, values: close }), 0.005001);
  agreesWithPeer('ad_line', peer.ADL.calculate({ high, low, close, volume }), 0.500001);
  agreesWithPeer('mfi', peer.MFI.calculate({ period: 14, high, low, close, volume }).slice(1), 0.005001);
});

test('a flat price has its stated answer in every indicator', () => {
  const flat = engineerFeatures(barsOf(60, () => 17.3));
  const last = (name: string) => column(flat, FEATURE_NAMES.indexOf(name))[59];
  const zero = ['rsi_14', 'macd', 'macd_signal', 'stoch_k', 'stoch_rsi_k', 'williams_r', 'adx', 'plus_di', 'cci'];
  for (const name of [...zero, 'cmo', 'roc_10', 'atr', 'bb_width', 'mfi', 'obv_approx', 'ad_line', 'volatility_20d']) {
    assert.equal(last(name), 0, name);
  }
  for (const name of ['bb_position', 'bollinger_percent', 'price_position_20d']) assert.equal(last(name), 0.5, name);
  for (const name of ['sma_20', 'bb_upper', 'dema_20', 'tema_20', 'trima_20']) assert.equal(last(name), 17.3, name);
});
