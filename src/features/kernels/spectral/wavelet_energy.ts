import { perLength } from '../core/per_length.ts';
import { sum } from '../core/statistics.ts';
import { copyWindow } from '../core/windows.ts';
import { detrendRelative, type RelativeLine } from './detrend.ts';
import { fineEntropy } from './fine_entropy.ts';
import { ricker } from './ricker.ts';
import { advance, createSlidingConvolution, type SlidingConvolution } from './sliding_convolution.ts';

export const WAVELET_SCALES = [2, 4, 8, 16] as const;

export type WaveletEnergy = {
  /** Energy per scale, in the order of WAVELET_SCALES. */
  readonly energies: readonly Float64Array[];
  readonly total: Float64Array;
  /** Entropy in nats of the energy over all scales and places. */
  readonly entropy: Float64Array;
};

/** What one scale needs in windows of one length. */
type Scale = {
  readonly kernel: Float64Array;
  /** The transforms of the lines 1 and j − (length−1)/2. */
  readonly ofOne: Float64Array;
  readonly ofIndex: Float64Array;
};

const residualOf = perLength((length) => new Float64Array(length));

const scalesOf = perLength((length): readonly Scale[] =>
  WAVELET_SCALES.map((scale) => {
    const kernel = ricker(Math.min(10 * scale, length), scale);
    const one = new Float64Array(length).fill(1);
    const index = one.map((_, j) => j - (length - 1) / 2);
    return { kernel, ofOne: transformOf(kernel, one), ofIndex: transformOf(kernel, index) };
  }),
);

/**
 * Energy of the Ricker transform of the last `length` closes, detrended and relative to their mean; 0 without signal.
 *
 * The transform is linear, so it is taken of the closes themselves, where it can slide from window to window, and the
 * transform of the window's line is taken away afterwards.
 *
 * @param firstWanted windows that end before it only move the transform on
 */
export function waveletEnergy(close: Float64Array, length: number, firstWanted = 0): WaveletEnergy {
  const n = close.length;
  const energies = WAVELET_SCALES.map(() => new Float64Array(n));
  const total = new Float64Array(n);
  const entropy = new Float64Array(n);
  const scales = scalesOf(length);
  const transforms = scales.map(({ kernel }) => createSlidingConvolution(length, kernel));
  const window = new Float64Array(length);
  const cells = new Float64Array(scales.length * length);
  const perScale = new Float64Array(scales.length);
  for (let t = 0; t < n; t++) {
    for (let i = 0; i < scales.length; i++) advance(transforms[i], close, t);
    if (t < Math.max(length - 1, firstWanted)) continue;
    copyWindow(close, t, window);
    if (!writeEnergies(window, scales, transforms, cells, perScale)) continue;
    for (let i = 0; i < scales.length; i++) energies[i][t] = perScale[i];
    total[t] = sum(perScale);
    entropy[t] = fineEntropy(cells, total[t]);
  }
  return { energies, total, entropy };
}

/** Writes the energy per scale and place and the energy per scale; false if there is no signal. */
function writeEnergies(
  window: Float64Array,
  scales: readonly Scale[],
  transforms: readonly SlidingConvolution[],
  cells: Float64Array,
  perScale: Float64Array,
): boolean {
  const line = detrendRelative(window, residualOf(window.length));
  if (!line.leavesSignal) return false;
  for (let i = 0; i < scales.length; i++) {
    perScale[i] = writeCells(transforms[i].cells, scales[i], line, cells, i * window.length);
  }
  return true;
}

/** The transform of one window. */
function transformOf(kernel: Float64Array, window: Float64Array): Float64Array {
  const transform = createSlidingConvolution(window.length, kernel);
  for (let t = 0; t < window.length; t++) advance(transform, window, t);
  return transform.cells;
}

/** Writes the squared transform of the detrended relative prices to out[at …] and returns its sum. */
function writeCells(
  transform: Float64Array,
  { ofOne, ofIndex }: Scale,
  { mean, slope }: RelativeLine,
  out: Float64Array,
  at: number,
): number {
  const perMean = 1 / mean;
  let total = 0;
  for (let j = 0; j < transform.length; j++) {
    const value = transform[j] * perMean - ofOne[j] - slope * ofIndex[j];
    const square = value * value;
    out[at + j] = square;
    total += square;
  }
  return total;
}
