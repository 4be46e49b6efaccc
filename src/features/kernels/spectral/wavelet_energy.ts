import { entropy } from '../core/entropy.ts';
import { sum } from '../core/statistics.ts';
import { forEachWindow } from '../core/windows.ts';
import { detrendRelative, NO_SIGNAL } from './detrend.ts';
import { ricker, symmetricConvolution } from './ricker.ts';

export const WAVELET_SCALES = [2, 4, 8, 16] as const;

export type WaveletEnergy = {
  /** Energy per scale, in the order of WAVELET_SCALES. */
  readonly energies: readonly Float64Array[];
  readonly total: Float64Array;
  /** Entropy in nats of the energy over all scales and places. */
  readonly entropy: Float64Array;
};

/** Energy of the Ricker transform of the last `length` closes, detrended and relative to their mean; 0 without signal. */
export function waveletEnergy(close: Float64Array, length: number): WaveletEnergy {
  const energies = WAVELET_SCALES.map(() => new Float64Array(close.length));
  const total = new Float64Array(close.length);
  const spread = new Float64Array(close.length);
  const signal = new Float64Array(length);
  const cells = new Float64Array(WAVELET_SCALES.length * length);
  const scales = WAVELET_SCALES.map((a, i) => ({
    transform: symmetricConvolution(length, ricker(Math.min(10 * a, length), a)),
    cells: cells.subarray(i * length, (i + 1) * length),
    energy: energies[i],
  }));

  forEachWindow(close, length, (p, t) => {
    if (detrendRelative(p, signal) < NO_SIGNAL) return;
    for (const scale of scales) {
      scale.transform(signal, scale.cells);
      for (let j = 0; j < length; j++) scale.cells[j] *= scale.cells[j];
      scale.energy[t] = sum(scale.cells);
      total[t] += scale.energy[t];
    }
    spread[t] = entropy(cells, 1e-8);
  });
  return { energies, total, entropy: spread };
}
