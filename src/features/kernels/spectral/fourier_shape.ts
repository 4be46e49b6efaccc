import { perLength } from '../core/per_length.ts';
import { columnsOverWindows } from '../core/windows.ts';
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

const hannWindow = perLength((n) =>
  Float64Array.from({ length: n }, (_, j) => 0.5 - 0.5 * Math.cos((2 * Math.PI * j) / (n - 1))),
);
const signalOf = perLength((n) => new Float64Array(n));
const spectrumOf = perLength((n) => new Float64Array(n / 2 + 1));
/** The spectrum without mean and Nyquist: amplitude[i] belongs to frequency k = i + 1. */
const amplitudeOf = perLength((n) => spectrumOf(n).subarray(1, n / 2));

/**
 * The shape of the amplitude spectrum of the last `length` closes, detrended, relative to their mean and under a
 * symmetric Hann window; frequencies k = 1 … length/2 − 1, so neither the mean nor Nyquist. All 0 without a signal.
 */
export function fourierShape(close: Float64Array, length: number): FourierShape {
  const [dominantPower1, dominantPower2, dominantFrequency, centroid, bandwidth, rolloff] = columnsOverWindows(
    close,
    length,
    6,
    shapeOf,
  );
  return { dominantPower1, dominantPower2, dominantFrequency, centroid, bandwidth, rolloff };
}

function shapeOf(window: Float64Array, values: Float64Array): void {
  const n = window.length;
  const nyquist = n / 2;
  const signal = signalOf(n);
  const amplitude = amplitudeOf(n);
  if (!detrendRelative(window, signal).leavesSignal) return;
  const hann = hannWindow(n);
  for (let j = 0; j < n; j++) signal[j] *= hann[j];
  dftModuli(createDft(n), signal, spectrumOf(n));

  let first = 0;
  let second = -1;
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < amplitude.length; i++) {
    total += amplitude[i];
    weighted += (i + 1) * amplitude[i];
    if (amplitude[i] > amplitude[first]) {
      second = first;
      first = i;
    } else if (i > 0 && (second < 0 || amplitude[i] > amplitude[second])) {
      second = i;
    }
  }
  const centre = weighted / total;
  values[0] = amplitude[first];
  values[1] = amplitude[second];
  values[2] = (first + 1) / n;
  values[3] = centre / nyquist;
  values[4] = spreadAround(centre, amplitude, total) / nyquist;
  values[5] = rolloffOf(amplitude, total) / nyquist;
}

/** Standard deviation of the frequency weighted by amplitude. */
function spreadAround(centre: number, amplitude: Float64Array, total: number): number {
  let squares = 0;
  for (let i = 0; i < amplitude.length; i++) {
    const distance = i + 1 - centre;
    squares += distance * distance * amplitude[i];
  }
  return Math.sqrt(squares / total);
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
