import { entropy } from '../core/entropy.ts';
import { copyWindow } from '../core/windows.ts';
import { detrendRelative, type RelativeLine } from './detrend.ts';
import { ricker } from './ricker.ts';
import { advance, createSlidingConvolution } from './sliding_convolution.ts';

export const WAVELET_SCALES = [2, 4, 8, 16] as const;

export type WaveletEnergy = {
  /** Energy per scale, in the order of WAVELET_SCALES. */
  readonly energies: readonly Float64Array[];
  readonly total: Float64Array;
  /** Entropy in nats of the energy over all scales and places. */
  readonly entropy: Float64Array;
};

/**
 * Energy of the Ricker transform of the last `length` closes, detrended and relative to their mean; 0 without signal.
 *
 * The transform is linear, so it is taken of the closes themselves, where it can slide from window to window, and the
 * transform of the window's line is taken away afterwards.
 */
export function waveletEnergy(close: Float64Array, length: number): WaveletEnergy {
  const n = close.length;
  const energies = WAVELET_SCALES.map(() => new Float64Array(n));
  const total = new Float64Array(n);
  const spread = new Float64Array(n);
  const scales = WAVELET_SCALES.map((scale) => rickerScale(scale, length));
  const window = new Float64Array(length);
  const residual = new Float64Array(length);
  const energy = new Float64Array(scales.length * length);
  const energyOf = scales.map((_, i) => energy.subarray(i * length, (i + 1) * length));

  for (let t = 0; t < n; t++) {
    for (const scale of scales) advance(scale.transform, close, t);
    if (t < length - 1) continue;
    copyWindow(close, t, window);
    const line = detrendRelative(window, residual);
    if (!line.leavesSignal) continue;
    for (let i = 0; i < scales.length; i++) {
      energies[i][t] = writeEnergy(scales[i], line, energyOf[i]);
      total[t] += energies[i][t];
    }
    spread[t] = entropy(energy, 1e-8);
  }
  return { energies, total, entropy: spread };
}

type Scale = ReturnType<typeof rickerScale>;

function rickerScale(scale: number, length: number) {
  const kernel = ricker(Math.min(10 * scale, length), scale);
  return {
    transform: createSlidingConvolution(length, kernel),
    /** The transforms of the lines 1 and j − (length−1)/2. */
    ofOne: transformOf(kernel, new Float64Array(length).fill(1)),
    ofIndex: transformOf(
      kernel,
      Float64Array.from({ length }, (_, j) => j - (length - 1) / 2),
    ),
  };
}

/** The transform of one window. */
function transformOf(kernel: Float64Array, window: Float64Array): Float64Array {
  const transform = createSlidingConvolution(window.length, kernel);
  for (let t = 0; t < window.length; t++) advance(transform, window, t);
  return transform.cells;
}

/** Writes the squared transform of the detrended relative prices to `out` and returns its sum. */
function writeEnergy({ transform, ofOne, ofIndex }: Scale, line: RelativeLine, out: Float64Array): number {
  let total = 0;
  for (let j = 0; j < out.length; j++) {
    const value = (transform.cells[j] - line.mean * ofOne[j]) / line.mean - line.slope * ofIndex[j];
    out[j] = value * value;
    total += out[j];
  }
  return total;
}
