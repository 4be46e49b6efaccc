import { copyWindow } from '../core/windows.ts';
import { detrendRelative } from './detrend.ts';
import { createDft, dftModuli } from './dft.ts';

export type FourierShape = {
  /** The largest and second largest amplitude. */
  readonly dominantPower1: Float64Array;
  readonly dominantPower2: Float64Array;
  /** Frequency of the largest amplitude, cycles per bar. */
  readonly dominantFrequency: Float64Array;
  /** Amplitude-weighted mean and standard deviation of the frequency, and its 90 % quantile; 1 = Nyquist. */
  readonly centroid: Float64Array;
  readonly bandwidth: Float64Array;
  readonly rolloff: Float64Array;
};

const ROLLOFF_SHARE = 0.9;

/**
 * The shape of the amplitude spectrum of the last `length` closes, detrended, relative to their mean and under a
 * symmetric Hann window; frequencies k = 1 … length/2 − 1, so neither the mean nor Nyquist. All 0 without a signal.
 */
export function fourierShape(close: Float64Array, length: number): FourierShape {
  const n = close.length;
  const nyquist = length / 2;
  const shape = {
    dominantPower1: new Float64Array(n),
    dominantPower2: new Float64Array(n),
    dominantFrequency: new Float64Array(n),
    centroid: new Float64Array(n),
    bandwidth: new Float64Array(n),
    rolloff: new Float64Array(n),
  };
  const hann = Float64Array.from({ length }, (_, j) => 0.5 - 0.5 * Math.cos((2 * Math.PI * j) / (length - 1)));
  const dft = createDft(length);
  const window = new Float64Array(length);
  const signal = new Float64Array(length);
  const spectrum = new Float64Array(nyquist + 1);
  const amplitude = spectrum.subarray(1, nyquist); // amplitude[i] belongs to frequency k = i + 1

  for (let t = length - 1; t < n; t++) {
    copyWindow(close, t, window);
    if (!detrendRelative(window, signal).leavesSignal) continue;
    for (let j = 0; j < length; j++) signal[j] *= hann[j];
    dftModuli(dft, signal, spectrum);

    const [first, second] = twoLargest(amplitude);
    shape.dominantPower1[t] = amplitude[first];
    shape.dominantPower2[t] = amplitude[second];
    shape.dominantFrequency[t] = (first + 1) / length;
    const { total, centre, spread } = frequencyMoments(amplitude);
    shape.centroid[t] = centre / nyquist;
    shape.bandwidth[t] = spread / nyquist;
    shape.rolloff[t] = rolloffOf(amplitude, total) / nyquist;
  }
  return shape;
}

/** Indices of the two largest values; the lower index on a tie. */
function twoLargest(x: Float64Array): [number, number] {
  let [first, second] = x[1] > x[0] ? [1, 0] : [0, 1];
  for (let i = 2; i < x.length; i++) {
    if (x[i] > x[first]) {
      second = first;
      first = i;
    } else if (x[i] > x[second]) {
      second = i;
    }
  }
  return [first, second];
}

/** Sum of the amplitudes, and the mean and standard deviation of k weighted by them. */
function frequencyMoments(amplitude: Float64Array): { total: number; centre: number; spread: number } {
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < amplitude.length; i++) {
    total += amplitude[i];
    weighted += (i + 1) * amplitude[i];
  }
  const centre = weighted / total;
  let squares = 0;
  for (let i = 0; i < amplitude.length; i++) squares += (i + 1 - centre) ** 2 * amplitude[i];
  return { total, centre, spread: Math.sqrt(squares / total) };
}

/** The smallest frequency up to which the amplitudes make up 90 % of their sum. */
function rolloffOf(amplitude: Float64Array, total: number): number {
  let reached = 0;
  for (let i = 0; i < amplitude.length; i++) {
    reached += amplitude[i];
    if (reached >= ROLLOFF_SHARE * total) return i + 1;
  }
  return amplitude.length;
}
