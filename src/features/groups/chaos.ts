import { featureGroup } from '../feature.ts';
import { fractalDimension } from '../kernels/chaos/fractal_dimension.ts';
import { hurstExponent } from '../kernels/chaos/hurst.ts';
import { lyapunovExponent } from '../kernels/chaos/lyapunov.ts';
import { recurrenceRate } from '../kernels/chaos/recurrence_rate.ts';
import { sampleEntropy } from '../kernels/chaos/sample_entropy.ts';
import { overCloses } from '../window_features.ts';

export const CHAOS = featureGroup('chaos', [
  {
    name: 'lyapunov_exponent',
    inputs: ['close'],
    warmup: 29,
    doc: 'Mean log growth of successive absolute moves over 30 closes; 0 without moves',
    meaning: 'Measures whether moves grew or shrank from one to the next over the last 30 closes.',
    compute: overCloses(30, lyapunovExponent),
  },
  {
    name: 'hurst_exponent',
    inputs: ['close'],
    warmup: 49,
    doc: 'Hurst exponent by rescaled range over 50 closes, 0…1; 0.5 if it cannot be told',
    meaning: 'Tells whether the last 50 closes kept their direction, above 0.5, or turned back, below it.',
    compute: (s) => hurstExponent(s.close, 50),
  },
  {
    name: 'fractal_dimension',
    inputs: ['close'],
    warmup: 29,
    doc: 'Higuchi dimension of 30 closes, 1…2; 1 in a flat window',
    meaning: 'Measures how rough the path of the last 30 closes is, from 1, smooth, to 2.',
    compute: overCloses(30, fractalDimension),
  },
  {
    name: 'sample_entropy',
    inputs: ['close'],
    warmup: 29,
    doc: 'Sample entropy of 30 closes, m = 2, tolerance 0.2 sd; 0 in a flat window',
    meaning: 'Measures how hard the last 30 closes are to foretell from their own patterns.',
    compute: overCloses(30, sampleEntropy),
  },
  {
    name: 'recurrence_rate',
    inputs: ['close'],
    warmup: 39,
    doc: 'Share of recurring pairs of points among 40 closes, 0…1; 1 in a flat window',
    meaning: 'Tells how often the last 40 closes came back to where they had been.',
    compute: overCloses(40, recurrenceRate),
  },
]);
