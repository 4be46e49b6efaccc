import { featureGroup } from '../feature.ts';
import { freeEnergy } from '../kernels/thermodynamics/free_energy.ts';
import { heatCapacity } from '../kernels/thermodynamics/heat_capacity.ts';
import { marketEntropy } from '../kernels/thermodynamics/market_entropy.ts';
import { marketTemperature } from '../kernels/thermodynamics/market_temperature.ts';
import { phaseTransition } from '../kernels/thermodynamics/phase_transition.ts';
import { overCloses, overClosesAndVolumes } from '../window_features.ts';

export const THERMODYNAMICS = featureGroup('thermodynamics', [
  {
    name: 'market_temperature',
    inputs: ['close'],
    warmup: 19,
    doc: 'Variance over squared mean of 20 closes',
    meaning: 'Measures how widely the last 20 closes scatter around their average.',
    compute: overCloses(20, marketTemperature),
  },
  {
    name: 'market_entropy',
    inputs: ['close', 'volume'],
    warmup: 29,
    doc: 'Volume-weighted entropy of the changes among 30 closes, in nats; 0 if they are equal',
    meaning: 'Measures how disorderly the changes among the last 30 closes are, weighted by volume.',
    compute: overClosesAndVolumes(30, marketEntropy(30)),
  },
  {
    name: 'free_energy',
    inputs: ['close'],
    warmup: 24,
    doc: '25·|mean| − sd·entropy of the returns among 25 closes',
    meaning: 'Sets the drift of the returns among the last 25 closes against their disorder.',
    compute: overCloses(25, freeEnergy(25)),
  },
  {
    name: 'heat_capacity',
    inputs: ['close'],
    warmup: 39,
    doc: 'Relative change of the standard deviation between the halves of 40 closes; 0 if the first is flat',
    meaning: 'Compares how much the later half of the last 40 closes scatters with the earlier half.',
    compute: overCloses(40, heatCapacity),
  },
  {
    name: 'phase_transition',
    inputs: ['close'],
    warmup: 39,
    doc: 'Absolute change of the lag-1 autocorrelation of returns between the halves of 40 closes',
    meaning: 'Measures how much the memory of returns changed between the halves of the last 40 closes.',
    compute: overCloses(40, phaseTransition(40)),
  },
]);
