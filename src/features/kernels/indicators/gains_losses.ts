import { withLag } from '../core/elementwise.ts';
import { wilderAverage } from './wilder.ts';

/** Wilder's averages of the gains and of the losses (both ≥ 0) of a series from bar to bar, from bar `period` on. */
export function gainsAndLosses(x: Float64Array, period: number): { gain: Float64Array; loss: Float64Array } {
  return {
    gain: wilderAverage(
      withLag(x, 1, (now, before) => Math.max(now - before, 0)),
      period,
    ),
    loss: wilderAverage(
      withLag(x, 1, (now, before) => Math.max(before - now, 0)),
      period,
    ),
  };
}

/**
 * Relative strength index (Wilder, New Concepts in Technical Trading Systems, 1978): 100·G/(G + B); 0 if G + B = 0.
 * The ratio first, so that without losses it is exactly 100.
 * Not technicalindicators' RSI, which rounds to two decimals and answers 100 for a flat series.
 */
export function relativeStrength(gain: number, loss: number): number {
  return gain + loss === 0 ? 0 : 100 * (gain / (gain + loss));
}

/** Chande momentum oscillator with Wilder's averages, as in TA-Lib: 100·(G − B)/(G + B); 0 if G + B = 0. */
export function chandeMomentum(gain: number, loss: number): number {
  return gain + loss === 0 ? 0 : (100 * (gain - loss)) / (gain + loss);
}
