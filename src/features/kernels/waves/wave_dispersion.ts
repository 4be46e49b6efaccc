import { entropy } from '../core/entropy.ts';
import { mean } from '../core/statistics.ts';
import { createDft, dftModuli } from '../spectral/dft.ts';

const BANDS = 4;

/**
 * Entropy in nats of the mean spectral power over four equal bands of frequencies between a fifth of Nyquist and
 * Nyquist (for 60 bars k = 6…11, 12…17, 18…23, 24…29); 0 without power.
 */
export function waveDispersion(window: number): (p: Float64Array) => number {
  const perBand = window / 10;
  const dft = createDft(window);
  const centred = new Float64Array(window);
  const spectrum = new Float64Array(window / 2 + 1);
  const amplitude = spectrum.subarray(perBand, (BANDS + 1) * perBand);
  const bands = new Float64Array(BANDS);
  return (p) => {
    const centre = mean(p);
    for (let j = 0; j < window; j++) centred[j] = p[j] - centre;
    dftModuli(dft, centred, spectrum);
    bands.fill(0);
    for (let i = 0; i < amplitude.length; i++) bands[Math.floor(i / perBand)] += amplitude[i] ** 2 / perBand;
    return entropy(bands);
  };
}
