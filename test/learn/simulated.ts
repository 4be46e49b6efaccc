import { familyNamed } from '../../src/backends/index.ts';
import type { Bars } from '../../src/bars.ts';
import { completeness, engineerFeatures, FEATURES, type Feature, futureGrowth } from '../../src/features/index.ts';
import {
  besideTrivialRules,
  droppedColumns,
  type Evaluation,
  evaluate,
  type GateVerdict,
  gate,
  keptColumns,
  type Params,
  trainModel,
} from '../../src/learn/index.ts';
import { selectColumns, sliceRows } from '../../src/matrix.ts';
import type { Random } from '../../src/random.ts';
import { labelsFrom } from '../support/labels.ts';
import { chronologicalSplit, requireBothClasses } from './chronological_split.ts';
import { normals } from './support.ts';

/** Daily log returns by what drives them. Only `meanReverting` can be forecast. */
export type Market = 'brownian' | 'fatTails' | 'volatilityClusters' | 'meanReverting';

const DRIFT = 0.0003;
const VOLATILITY = 0.015;

/** How much of its distance from the mean a mean-reverting log price keeps in a session. */
const KEPT = 0.9;

/**
 * The best ROC-AUC there is for "higher in seven sessions" on a mean-reverting market: a log price u that is AR(1) with
 * coefficient φ has growth and price jointly normal, with correlation −ρ, ρ = √((1 − φ⁷) / 2); and for a standard normal
 * score of correlation ρ with the growth, by the orthant probabilities of three normals (Sheppard 1899),
 *
 *     AUC = ½ + (2 / π) arcsin(ρ / √2)
 */
export const PLANTED_AUC = 0.5 + (2 / Math.PI) * Math.asin(Math.sqrt((1 - KEPT ** 7) / 2) / Math.SQRT2);

/** Bars whose ranges and volumes go with the size of the day's move, as real ones do. */
export function simulatedBars(market: Market, sessions: number, seed: number): Bars {
  const normal = normals(seed);
  const next = logReturns(market, normal);
  const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new Float64Array(sessions));
  let price = 100;
  for (let t = 0; t < sessions; t++) {
    const move = next();
    open[t] = price * Math.exp(0.3 * move);
    price *= Math.exp(move);
    close[t] = price;
    high[t] = Math.max(open[t], price) * Math.exp(Math.abs(0.004 * normal()));
    low[t] = Math.min(open[t], price) * Math.exp(-Math.abs(0.004 * normal()));
    volume[t] = 1e6 * Math.exp(0.3 * normal() + 10 * Math.abs(move));
  }
  return { dates: WEEKDAYS.slice(0, sessions), open, high, low, close, volume };
}

function logReturns(market: Market, normal: () => number): () => number {
  if (market === 'brownian') return () => DRIFT + VOLATILITY * normal();
  if (market === 'fatTails') {
    // Student's t with 3 degrees of freedom, scaled to the same variance.
    return () => {
      const chi = normal() ** 2 + normal() ** 2 + normal() ** 2;
      return DRIFT + (VOLATILITY * normal()) / Math.sqrt(chi);
    };
  }
  if (market === 'volatilityClusters') {
    // GARCH(1, 1) of unit variance.
    let variance = 1;
    let shock = 0;
    return () => {
      variance = 0.02 + 0.09 * shock ** 2 + 0.89 * variance;
      shock = Math.sqrt(variance) * normal();
      return DRIFT + VOLATILITY * shock;
    };
  }
  let distance = 0;
  return () => {
    const before = distance;
    distance = KEPT * distance + VOLATILITY * normal();
    return distance - before;
  };
}

const WEEKDAYS = weekdays(4000);

function weekdays(count: number): string[] {
  const days: string[] = [];
  for (let day = Date.UTC(2010, 0, 4); days.length < count; day += 86_400_000) {
    if (new Date(day).getUTCDay() % 6 !== 0) days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}

/**
 * Cheap ones of the real features: what follows the price, what returns to a mean quickly or slowly, volatility and
 * volume. Those that follow the price matter most here: they are what makes no skill look like skill.
 */
// biome-ignore format: one name a line says no more
const NAMES = [
  'growth_7d', 'growth_30d', 'growth_90d', 'growth_180d', 'sma_20', 'sma_200', 'ema_26', 'price_to_sma_20',
  'price_to_sma_50', 'price_to_sma_200', 'volatility_20d', 'volatility_60d', 'price_position_60d', 'rsi_14', 'macd',
  'bb_position', 'obv', 'volume_ratio_20d', 'log_volume_ma_20', 'cum_log_return_180d',
];
const CHEAP: readonly Feature[] = FEATURES.filter((feature) => NAMES.includes(feature.name));

const SMALL: readonly Params[] = [
  { max_depth: 2, eta: 0.1, min_child_weight: 10, lambda: 5, subsample: 0.8, max_bin: 32 },
];

export type Judgement = GateVerdict & Pick<Evaluation, 'rocAuc' | 'pValue'>;

/** What a model says of the sessions of a test range, and what came. */
export type TestForecast = {
  readonly dates: readonly string[];
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
};

type OwnOptions = { readonly shuffled?: Random; readonly seed?: number; readonly features?: readonly Feature[] };

/** From bars to the gate's verdict, through the functions that the pipeline calls, with one small configuration. */
export function judge(bars: Bars, options: OwnOptions = {}): Judgement {
  const { seed = 1 } = options;
  const { dates, labels, probabilities } = ownForecast(bars, options);
  const found = evaluate(labels, probabilities, seed);
  const { rocAuc, pValue } = found;
  const verdict = gate(found);
  if (!verdict.passed) return { ...verdict, rocAuc, pValue };
  // Only what passes without them is compared with rules: half the time.
  const rules = besideTrivialRules({ bars, dates, labels, probabilities, seed });
  return { ...gate(found, { rules }), rocAuc, pValue };
}

/** By a model that has learned from these bars alone; from cheap features where no others are named. */
export function ownForecast(bars: Bars, { shuffled, seed = 1, features: of = CHEAP }: OwnOptions = {}): TestForecast {
  const features = engineerFeatures(bars, { features: of });
  const growth = futureGrowth(bars);
  const from = completeness(features, of).findIndex((share) => share >= 0.98);
  const to = growth.findIndex((value) => Number.isNaN(value));
  const labels = labelsFrom(growth.subarray(from, to).map((value) => (value > 1 ? 1 : 0)));
  if (shuffled) shuffle(labels, shuffled);
  const rows = sliceRows(features, from, to);
  const split = chronologicalSplit(labels.length);
  requireBothClasses(labels, split);
  const kept = keptColumns(rows, droppedColumns(rows, split.train));
  const used = selectColumns(rows, kept);
  const family = familyNamed('xgboost_classifier');
  const { model } = trainModel({
    family,
    features: used,
    labels,
    featureNames: kept.map((j) => of[j].name),
    split,
    grid: SMALL,
    seed,
    maxRounds: 60,
  });
  return {
    dates: bars.dates.slice(from + split.test[0], from + split.test[1]),
    labels: labels.subarray(...split.test),
    probabilities: family.predict(model, sliceRows(used, ...split.test)),
  };
}

function shuffle(labels: Uint8Array, random: Random): void {
  for (let i = labels.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [labels[i], labels[other]] = [labels[other], labels[i]];
  }
}
