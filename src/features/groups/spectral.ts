import { type FeatureEntry, featureGroup, type Series } from '../feature.ts';
import { cosineTrend } from '../kernels/spectral/cosine_trend.ts';
import { fourierShape } from '../kernels/spectral/fourier_shape.ts';
import { WAVELET_SCALES, waveletEnergy } from '../kernels/spectral/wavelet_energy.ts';
import { oncePerRunBy } from '../memo.ts';

const fourier = oncePerRunBy((s: Series, length) => fourierShape(s.close, length));
const cosine = oncePerRunBy((s: Series, length) => cosineTrend(s.close, length));
const wavelet = oncePerRunBy((s: Series, length) => waveletEnergy(s.close, length, s.firstWanted));

/** The 15 spectral features of the last `length` closes. */
function spectralFeatures(length: number): FeatureEntry[] {
  const spectral = (
    name: string,
    doc: string,
    meaning: string,
    compute: FeatureEntry['compute'],
    special: Pick<FeatureEntry, 'priceScaled' | 'memory'> = {},
  ): FeatureEntry => ({
    name: `${name}_${length}`,
    inputs: ['close'],
    warmup: length - 1,
    doc,
    meaning,
    compute,
    ...special,
  });
  // The wavelet transform slides: its sums were begun up to one window before the first bar of theirs.
  const sliding = { memory: 2 * length - 1 };

  return [
    spectral(
      'fft_dominant_power_1',
      `Largest amplitude in the spectrum of the last ${length} closes (detrended, relative to their mean, Hann window)`,
      `Measures how strong the strongest cycle in the last ${length} closes is.`,
      (s) => fourier(s, length).dominantPower1,
    ),
    spectral(
      'fft_dominant_power_2',
      'Second largest amplitude in that spectrum',
      `Measures how strong the second strongest cycle in the last ${length} closes is.`,
      (s) => fourier(s, length).dominantPower2,
    ),
    spectral(
      'fft_dominant_freq_1',
      'Frequency of the largest amplitude in that spectrum, in cycles per bar',
      `Tells how fast the strongest cycle in the last ${length} closes repeats.`,
      (s) => fourier(s, length).dominantFrequency,
    ),
    spectral(
      'fft_spectral_centroid',
      'Mean frequency weighted by amplitude, 1 = Nyquist',
      `Tells whether slow or fast cycles prevail in the last ${length} closes.`,
      (s) => fourier(s, length).centroid,
    ),
    spectral(
      'fft_spectral_rolloff',
      'Lowest frequency up to which the amplitudes make up 90 % of their sum, 1 = Nyquist',
      `Tells up to which speed cycles make up 90 % of the movement in the last ${length} closes.`,
      (s) => fourier(s, length).rolloff,
    ),
    spectral(
      'fft_spectral_bandwidth',
      'Standard deviation of the frequency weighted by amplitude, 1 = Nyquist',
      `Measures how widely the speeds of the cycles in the last ${length} closes spread.`,
      (s) => fourier(s, length).bandwidth,
    ),
    spectral(
      'dct_trend_strength',
      'Share of the variance of the closes that cosines 1–4 explain, 0…1; 0 in a flat window',
      `Tells how much of the variation of the last ${length} closes a smooth trend explains, 0 to 1.`,
      (s) => cosine(s, length).strength,
    ),
    spectral(
      'dct_price_vs_trend',
      'c minus the cosine trend at the last bar, in price units',
      `Shows how far the close lies above the smooth trend of the last ${length} closes, in price units.`,
      (s) => cosine(s, length).priceVsTrend,
      { priceScaled: true },
    ),
    spectral(
      'dct_trend_slope',
      'Rise of the cosine trend over the last 9 bars, divided by 10, in price units',
      `Shows how steeply the smooth trend of the last ${length} closes rises at its end, in price units.`,
      (s) => cosine(s, length).slope,
      { priceScaled: true },
    ),
    ...WAVELET_SCALES.map((scale, i) =>
      spectral(
        `wavelet_energy_scale_${scale}`,
        `Energy of the Ricker wavelet of scale ${scale} in the detrended relative closes`,
        `Measures movements on a scale of ${scale} sessions within the last ${length} closes.`,
        (s) => wavelet(s, length).energies[i],
        sliding,
      ),
    ),
    spectral(
      'wavelet_total_energy',
      'Energy of the Ricker wavelets over all four scales',
      `Measures movements on all scales, 2 to 16 sessions, within the last ${length} closes.`,
      (s) => wavelet(s, length).total,
      sliding,
    ),
    spectral(
      'wavelet_entropy',
      'Entropy in nats of the energy over all scales and bars; 0 in a flat window',
      `Tells how evenly movements spread over scales and time within the last ${length} closes.`,
      (s) => wavelet(s, length).entropy,
      sliding,
    ),
  ];
}

export const SPECTRAL = featureGroup('spectral', [...spectralFeatures(60), ...spectralFeatures(120)]);
