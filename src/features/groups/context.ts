import { counted } from '../../text.ts';
import { type FeatureCompute, type FeatureEntry, featureGroup } from '../feature.ts';
import { logSlope, toHigh } from '../kernels/context/index_windows.ts';
import { zip } from '../kernels/core/elementwise.ts';
import { correlation, slope } from '../kernels/core/regression.ts';
import { mean } from '../kernels/core/statistics.ts';
import { CONTEXT_SLOTS } from '../market_context.ts';
import {
  impliedVolatility,
  overBothReturns,
  overIndex,
  overVolatilityIndex,
  realisedVolatility,
  relativeStrength,
} from '../market_series.ts';

/*
 * How the market stands at each session of the instrument, for each of its indices. Returns, averages and volatilities
 * are over the index's own sessions up to the newest one known; beta, correlation and relative strength compare the
 * two over the instrument's sessions. NaN where the index is absent, silent for more than ten days, or too young.
 */

type Write = (name: string, doc: string, meaning: string, compute: FeatureCompute) => FeatureEntry;

const lastSessions = (k: number) => (k === 1 ? 'its last session' : `its last ${k} sessions`);

/** What is read off the index alone. */
function stateOf(slot: number, entry: Write): FeatureEntry[] {
  const over = (length: number, measure: Parameters<typeof overIndex>[2]) => overIndex(slot, length, measure);
  return [
    ...[1, 7, 30].map((k) =>
      entry(
        `return_${k}d`,
        `return over ${lastSessions(k)}`,
        `Shows the return of index ${slot} over ${counted(k, 'session')}.`,
        over(k + 1, (close, from, to) => close[to - 1] / close[from] - 1),
      ),
    ),
    ...[20, 60].map((k) =>
      entry(
        `trend_${k}d`,
        `least-squares slope of its last ${k} log closes, per session`,
        `Shows how steeply index ${slot} rose over its last ${k} sessions.`,
        over(k, logSlope(k)),
      ),
    ),
    ...[20, 50, 200].map((k) =>
      entry(
        `to_sma_${k}`,
        `close / mean of its last ${k} closes`,
        `Divides the close of index ${slot} by the average of its last ${k} closes.`,
        over(k, (close, from, to) => close[to - 1] / mean(close, from, to)),
      ),
    ),
    entry(
      'to_high_200',
      'close / highest of its last 200 closes',
      `Divides the close of index ${slot} by the highest of its last 200 closes.`,
      over(200, toHigh),
    ),
    ...[20, 60].map((k) =>
      entry(
        `volatility_${k}d`,
        `sample standard deviation (ddof 1) of its last ${k} returns, annualised by √252`,
        `Measures how much returns of index ${slot} varied over its last ${k} sessions, per year.`,
        realisedVolatility(slot, k),
      ),
    ),
    entry(
      'implied_volatility',
      'close of its volatility index as a share per year',
      `Shows the volatility that is expected of index ${slot}, by its volatility index.`,
      impliedVolatility(slot),
    ),
    entry(
      'implied_growth_7d',
      'close of its volatility index / that of 7 sessions before',
      `Shows by which factor the volatility index of index ${slot} grew over 7 sessions.`,
      overVolatilityIndex(slot, 8, (close, from, to) => close[to - 1] / close[from]),
    ),
    entry(
      'implied_to_realised',
      `index_${slot}_implied_volatility / index_${slot}_volatility_20d; 1 if the index did not move`,
      `Divides the volatility expected of index ${slot} by that of its last 20 sessions.`,
      (s) => zip(impliedVolatility(slot)(s), realisedVolatility(slot, 20)(s), impliedToRealised),
    ),
  ];
}

/** An unknown implied volatility stays unknown, also beside an index that did not move. */
function impliedToRealised(implied: number, realised: number): number {
  return realised === 0 && !Number.isNaN(implied) ? 1 : implied / realised;
}

/** How the instrument moves beside the index. */
function comparisonWith(slot: number, entry: (warmup: number) => Write): FeatureEntry[] {
  return [
    entry(60)(
      'beta_60d',
      'regression slope of the instrument’s returns on those of the index, 60 sessions; 0 if the index did not move',
      `Shows how strongly the instrument moved with index ${slot} over 60 sessions (beta).`,
      overBothReturns(slot, 60, (own, index) => slope(index, own)),
    ),
    entry(60)(
      'correlation_60d',
      'correlation of the two returns over 60 sessions; 0 if either did not move',
      `Shows how closely returns followed those of index ${slot} over 60 sessions, −1 to 1.`,
      overBothReturns(slot, 60, (own, index) => correlation(own, index)),
    ),
    ...[7, 30].map((k) =>
      entry(k)(
        `relative_strength_${k}d`,
        `growth of the instrument over ${k} sessions / growth of the index meanwhile`,
        `Shows by which factor the instrument outgrew index ${slot} over ${k} sessions.`,
        relativeStrength(slot, k),
      ),
    ),
  ];
}

function featuresOf(slot: number): FeatureEntry[] {
  const named = (name: string, doc: string, meaning: string) => ({
    name: `index_${slot}_${name}`,
    doc: `Index ${slot}: ${doc}`,
    meaning,
  });
  return [
    ...stateOf(slot, (name, doc, meaning, compute) => ({
      ...named(name, doc, meaning),
      inputs: ['dates', 'context'],
      warmup: 0,
      compute,
    })),
    ...comparisonWith(slot, (warmup) => (name, doc, meaning, compute) => ({
      ...named(name, doc, meaning),
      inputs: ['dates', 'close', 'context'],
      warmup,
      compute,
    })),
  ];
}

export const CONTEXT = featureGroup(
  'context',
  Array.from({ length: CONTEXT_SLOTS }, (_, i) => featuresOf(i + 1)).flat(),
  2,
);
