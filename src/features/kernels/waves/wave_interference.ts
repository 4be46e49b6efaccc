import { withoutEndLine } from '../core/moves.ts';
import { correlation } from '../core/regression.ts';
import { mean } from '../core/statistics.ts';
import { createDft, dftModuli } from '../spectral/dft.ts';
import { laggedProducts, PADDING } from './lagged_products.ts';

/**
 * Pearson correlation of the prices (without the line from first to last) with the wave
 * sin(2πj/P) + 0.5·sin(4πj/P) + 0.3·sin(πj/P), whose period P is the lag of the highest peak of their autocovariance
 * or, without a peak, the period of their largest Fourier amplitude; 0 if they are constant.
 */
export function waveInterference(window: number): (p: Float64Array) => number {
  const longestLag = window / 2;
  const centred = new Float64Array(window);
  const autocovariance = new Float64Array(longestLag + 1);
  const spectrum = new Float64Array(longestLag + 1);
  const amplitude = spectrum.subarray(1); // without the mean: amplitude[i] belongs to frequency i + 1
  const dft = createDft(window);
  const residual = new Float64Array(window + PADDING);
  const waves = new Map<number, Float64Array>(); // P takes few values: each wave is made once

  const fourierPeriod = () => {
    const centre = mean(residual, 0, window);
    for (let j = 0; j < window; j++) centred[j] = residual[j] - centre;
    dftModuli(dft, centred, spectrum);
    return window / (indexOfLargest(amplitude) + 1);
  };
  const waveOf = (period: number) => {
    let wave = waves.get(period);
    if (wave === undefined) {
      wave = interferingWave(window, period);
      waves.set(period, wave);
    }
    return wave;
  };

  return (p) => {
    withoutEndLine(p, residual);
    laggedProducts(residual, residual, window, autocovariance);
    return correlation(residual, waveOf(highestPeak(autocovariance) ?? fourierPeriod()), window);
  };
}

/** The index k ≥ 2 of the highest value above both its neighbours, the lowest on a tie. */
function highestPeak(x: Float64Array): number | undefined {
  let best: number | undefined;
  for (let k = 2; k < x.length - 1; k++) {
    if (x[k] > x[k - 1] && x[k] > x[k + 1] && (best === undefined || x[k] > x[best])) best = k;
  }
  return best;
}

function indexOfLargest(x: Float64Array): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (x[i] > x[best]) best = i;
  return best;
}

function interferingWave(length: number, period: number): Float64Array {
  return Float64Array.from({ length }, (_, j) => {
    const phase = (Math.PI * j) / period;
    return Math.sin(2 * phase) + 0.5 * Math.sin(4 * phase) + 0.3 * Math.sin(phase);
  });
}
