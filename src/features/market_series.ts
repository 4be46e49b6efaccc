import type { FeatureCompute, Series } from './feature.ts';
import { returnsSd } from './kernels/context/index_windows.ts';
import { growth, withLag, zip } from './kernels/core/elementwise.ts';
import { copyWindow } from './kernels/core/windows.ts';
import { type IndexSeries, positionsAsOf } from './market_context.ts';
import { oncePerRunBy } from './memo.ts';
import { dailyReturn } from './shared_series.ts';

/*
 * Series of the indices of an instrument's market, by slot (1 is the first), one value per session of the instrument.
 */

const SESSIONS_PER_YEAR = 252;

const indexOf = (s: Series, slot: number) => s.context[slot - 1];
const volatilityIndexOf = (s: Series, slot: number) => indexOf(s, slot)?.impliedVolatility;

const indexPositions = oncePerRunBy((s: Series, slot) => positionsIn(s, indexOf(s, slot)));
const volatilityPositions = oncePerRunBy((s: Series, slot) => positionsIn(s, volatilityIndexOf(s, slot)));

function positionsIn(s: Series, index: IndexSeries | undefined): Int32Array {
  if (index === undefined) return new Int32Array(s.dates.length).fill(-1);
  return positionsAsOf(s.dates, index);
}

type Measure = (close: Float64Array, from: number, to: number) => number;

/** A measure of the last `length` sessions of an index, its own ones, up to the newest that is known. */
export function overIndex(slot: number, length: number, measure: Measure): FeatureCompute {
  return (s) => measureAt(indexPositions(s, slot), indexOf(s, slot), length, measure);
}

/** The same of its volatility index. */
export function overVolatilityIndex(slot: number, length: number, measure: Measure): FeatureCompute {
  return (s) => measureAt(volatilityPositions(s, slot), volatilityIndexOf(s, slot), length, measure);
}

function measureAt(
  positions: Int32Array,
  index: IndexSeries | undefined,
  length: number,
  measure: Measure,
): Float64Array {
  const out = new Float64Array(positions.length).fill(Number.NaN);
  if (index === undefined) return out;
  for (let t = 0; t < out.length; t++) {
    const end = positions[t] + 1;
    if (end >= length) out[t] = measure(index.close, end - length, end);
  }
  return out;
}

/** The index's close as the instrument's session knew it. */
const indexClose = oncePerRunBy((s: Series, slot) => overIndex(slot, 1, (close, from) => close[from])(s));

const indexReturn = oncePerRunBy((s: Series, slot) =>
  withLag(indexClose(s, slot), 1, (now, before) => now / before - 1),
);

/** A measure of the returns of instrument and index over the last `length` sessions of the instrument. */
export function overBothReturns(
  slot: number,
  length: number,
  measure: (own: Float64Array, index: Float64Array) => number,
): FeatureCompute {
  const own = new Float64Array(length);
  const index = new Float64Array(length);
  return (s) => {
    const ownReturns = dailyReturn(s);
    const indexReturns = indexReturn(s, slot);
    const out = new Float64Array(s.dates.length).fill(Number.NaN);
    for (let t = length; t < out.length; t++) {
      copyWindow(indexReturns, t, index);
      if (index.some(Number.isNaN)) continue;
      copyWindow(ownReturns, t, own);
      out[t] = measure(own, index);
    }
    return out;
  };
}

/** Growth of the instrument over k of its sessions, over the growth of the index in the same time. */
export function relativeStrength(slot: number, k: number): FeatureCompute {
  return (s) => zip(withLag(s.close, k, growth), withLag(indexClose(s, slot), k, growth), (own, index) => own / index);
}

/** Annualised standard deviation (ddof 1) of the index's last k returns. */
export function realisedVolatility(slot: number, k: number): FeatureCompute {
  return overIndex(slot, k + 1, (close, from, to) => returnsSd(close, from, to) * Math.sqrt(SESSIONS_PER_YEAR));
}

/** Close of the volatility index as a share per year. */
export function impliedVolatility(slot: number): FeatureCompute {
  return overVolatilityIndex(slot, 1, (close, from) => close[from] / 100);
}
