import { familyNamed } from '../../src/backends/index.ts';
import type { Bars } from '../../src/bars.ts';
import { completeness, engineerFeatures, FEATURES, futureGrowth } from '../../src/features/index.ts';
import {
  type Drift,
  driftReference,
  droppedColumns,
  keptColumns,
  MAJOR_CHANGE,
  measureDrift,
  trainModel,
  walkForwardFolds,
} from '../../src/learn/index.ts';
import { selectColumns, sliceRows } from '../../src/matrix.ts';
import { type Market, simulatedBars } from '../learn/simulated.ts';
import { labelsFrom } from '../support/labels.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';

const MARKETS: readonly Market[] = ['brownian', 'fatTails', 'volatilityClusters'];
const SERIES = 16; // per market
const SESSIONS = 2_500;
const STEP = 21;

/** From here on the changed series have other returns: the test range begins about a hundred sessions earlier. */
const CHANGES_AT = 2_250;

/**
 * What drift looks like where there is none, and where there is: the default thresholds of the policy are set by it.
 * Every series is simulated with stationary returns and goes through the pipeline's own functions.
 */
export const drift: Measurement = {
  name: 'drift',
  description: `drift measured on ${MARKETS.length * SERIES} stationary simulated series, and on as many whose volatility triples`,
  async run(seed, say) {
    const calm: Drift[] = [];
    const changed: Drift[] = [];
    const inSample: number[] = [];
    for (const market of MARKETS) {
      for (let i = 0; i < SERIES; i++) {
        const bars = simulatedBars(market, SESSIONS, 1000 * seed + i);
        calm.push(...driftOf(bars).windows);
        const { windows, noise } = driftOf(tripled(bars));
        changed.push(...windows.slice(-1));
        inSample.push(noise);
      }
      say(`${market}: ${calm.length} windows so far`);
    }
    const shares = calm.map(({ driftedShare }) => driftedShare);
    const ratios = calm.map(scoreRatio);
    return {
      calmWindows: calm.length,
      calmDriftedShare: quantiles(shares),
      calmMajorShare: quantiles(calm.map(({ majorShare }) => majorShare)),
      calmScorePsi: quantiles(calm.map(({ scorePsi }) => scorePsi)),
      calmScorePsiOverNoise: quantiles(ratios),
      trainingScoreNoise: quantiles(inSample),
      changedDriftedShare: quantiles(changed.map(({ driftedShare }) => driftedShare)),
      changedScorePsiOverNoise: quantiles(changed.map(scoreRatio)),
      calmFlagged: rounded(flagged(calm), 3),
      changedFlagged: rounded(flagged(changed), 3),
    };
  },
};

/** The defaults of the policy: maximum_drift and maximum_score_drift. */
const MAXIMUM_DRIFT = 0.4;
const MAXIMUM_SCORE_DRIFT = 2;

const scoreRatio = ({ scorePsi, scoreNoise }: Drift) => scorePsi / Math.max(scoreNoise, MAJOR_CHANGE);

const flagged = (windows: readonly Drift[]) =>
  windows.filter((one) => one.driftedShare > MAXIMUM_DRIFT || scoreRatio(one) > MAXIMUM_SCORE_DRIFT).length /
  windows.length;

const quantiles = (values: readonly number[]) => ({
  p50: rounded(quantile(values, 0.5), 3),
  p90: rounded(quantile(values, 0.9), 3),
  p95: rounded(quantile(values, 0.95), 3),
  p99: rounded(quantile(values, 0.99), 3),
});

/** The same series with moves three times as large from `CHANGES_AT` on. */
function tripled(bars: Bars): Bars {
  const factor = new Float64Array(bars.close.length).fill(1);
  for (let t = CHANGES_AT; t < factor.length; t++) factor[t] = factor[t - 1] * (bars.close[t] / bars.close[t - 1]) ** 2;
  const times = (prices: Float64Array) => prices.map((price, t) => price * factor[t]);
  const [open, close] = [times(bars.open), times(bars.close)];
  return {
    ...bars,
    open,
    close,
    high: times(bars.high).map((price, t) => Math.max(price, open[t], close[t])),
    low: times(bars.low).map((price, t) => Math.min(price, open[t], close[t])),
  };
}

/** Trains as the pipeline does and measures the windows of the test range. */
function driftOf(bars: Bars): { windows: Drift[]; noise: number } {
  const all = engineerFeatures(bars);
  const growth = futureGrowth(bars);
  const from = completeness(all, FEATURES).findIndex((share) => share >= 0.98);
  const to = growth.findIndex((value) => Number.isNaN(value));
  const labels = labelsFrom(growth.subarray(from, to).map((value) => (value > 1 ? 1 : 0)));
  const rows = sliceRows(all, from, to);
  const { folds, test, trainAndValidation } = walkForwardFolds(labels.length);
  const kept = keptColumns(rows, droppedColumns(rows, folds[0].train));
  const features = selectColumns(rows, kept);
  const names = kept.map((j) => FEATURES[j].name);
  const family = familyNamed('xgboost_classifier');
  const { model } = trainModel({
    family,
    features,
    labels,
    featureNames: names,
    split: { ...folds[folds.length - 1], test, trainAndValidation },
    grid: family.defaultGrid.slice(0, 2),
    seed: 1,
    maxRounds: 200,
  });
  const training = sliceRows(features, ...trainAndValidation);
  const reference = driftReference(training, family.predict(model, training));
  const importance = family.importance(model, 'total_gain');
  const windows: Drift[] = [];
  for (let end = test[0] + reference.sessions; end <= labels.length; end += STEP) {
    const window = sliceRows(features, end - reference.sessions, end);
    windows.push(measureDrift(reference, names, window, family.predict(model, window), importance));
  }
  return { windows, noise: reference.scores.noise };
}
