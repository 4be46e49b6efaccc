import { featureGroup } from '../feature.ts';
import { electricField, magneticField } from '../kernels/waves/fields.ts';
import { resonance } from '../kernels/waves/resonance.ts';
import { standingWaves } from '../kernels/waves/standing_waves.ts';
import { waveDispersion } from '../kernels/waves/wave_dispersion.ts';
import { waveInterference } from '../kernels/waves/wave_interference.ts';
import { overCloses, overClosesAndVolumes } from '../window_features.ts';

export const WAVES = featureGroup('waves', [
  {
    name: 'wave_interference',
    inputs: ['close'],
    warmup: 49,
    doc: 'Correlation of 50 closes with a wave of their own dominant period, −1…1; 0 in a flat window',
    meaning: 'Tells how well the last 50 closes follow a wave of their own strongest period.',
    compute: overCloses(50, waveInterference(50)),
  },
  {
    name: 'standing_waves',
    inputs: ['close'],
    warmup: 39,
    doc: 'Regularity of the spacing of quiet moments among 40 closes, 0…1; 0 with fewer than three',
    meaning: 'Tells how regularly quiet moments recur among the last 40 closes.',
    compute: overCloses(40, standingWaves(40)),
  },
  {
    name: 'electric_field',
    inputs: ['close'],
    warmup: 29,
    priceScaled: true,
    doc: 'Root mean square gradient of 30 closes, in price units',
    meaning: 'Measures how steep the path of the last 30 closes was, up or down, in price units.',
    compute: overCloses(30, electricField(30)),
  },
  {
    name: 'magnetic_field',
    inputs: ['close', 'volume'],
    warmup: 24,
    priceScaled: true,
    doc: 'Mean |standardised volume · price gradient| over 25 bars, in price units; 0 if the volume is constant',
    meaning: 'Measures how strongly steep prices and unusual volumes came together over 25 sessions.',
    compute: overClosesAndVolumes(25, magneticField(25)),
  },
  {
    name: 'wave_dispersion',
    inputs: ['close'],
    warmup: 59,
    doc: 'Entropy in nats of the spectral power of 60 closes over four bands; 0 in a flat window',
    meaning: 'Tells how evenly slow and fast cycles share in the last 60 closes.',
    compute: overCloses(60, waveDispersion(60)),
  },
  {
    name: 'resonance_frequency',
    inputs: ['close', 'volume'],
    warmup: 44,
    doc: 'Largest cross-correlation of price and volume over all lags of 45 bars; 0 if either is constant',
    meaning: 'Measures how closely volume and price moved together, shifted or not, over 45 sessions.',
    compute: overClosesAndVolumes(45, resonance(45)),
  },
]);
