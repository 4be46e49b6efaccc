import { featureGroup } from '../feature.ts';
import { diffusionCoefficient } from '../kernels/brownian/diffusion.ts';
import { jumpDiffusion } from '../kernels/brownian/jumps.ts';
import { levyTails } from '../kernels/brownian/levy_tails.ts';
import { meanReversion } from '../kernels/brownian/mean_reversion.ts';
import { partitionFunction } from '../kernels/brownian/partition_function.ts';
import { randomWalkDeviation } from '../kernels/brownian/random_walk.ts';
import { overClosesAndVolumes, overLogCloses } from '../window_features.ts';

export const BROWNIAN = featureGroup('brownian', [
  {
    name: 'random_walk_deviation',
    inputs: ['close'],
    warmup: 49,
    doc: '|mean variance ratio − 1| of the log returns among 50 closes; 0 if they are constant',
    meaning: 'Measures how far the last 50 closes depart from a random walk.',
    compute: overLogCloses(50, randomWalkDeviation(50)),
  },
  {
    name: 'diffusion_coefficient',
    inputs: ['close'],
    warmup: 39,
    doc: 'Half the slope of the mean squared displacement of 40 log closes on the lag, 1…9 bars',
    meaning: 'Measures how fast the last 40 closes drift apart as time goes by.',
    compute: overLogCloses(40, diffusionCoefficient),
  },
  {
    name: 'ou_mean_reversion',
    inputs: ['close'],
    warmup: 59,
    doc: 'Ornstein–Uhlenbeck speed of 60 log closes, per bar; 0 if they are constant',
    meaning: 'Measures how fast the last 60 closes return to their mean.',
    compute: overLogCloses(60, meanReversion(60)),
  },
  {
    name: 'jump_diffusion',
    inputs: ['close'],
    warmup: 34,
    doc: 'Share of log returns beyond 3 sd among 35 closes times their mean modulus; 0 without',
    meaning: 'Measures how many and how large sudden jumps there are among the last 35 closes.',
    compute: overLogCloses(35, jumpDiffusion(35)),
  },
  {
    name: 'levy_flight_tails',
    inputs: ['close'],
    warmup: 44,
    doc: 'Weight of the tail of the log returns among 45 closes, 0…4; 0 without enough moves',
    meaning: 'Measures how much extreme returns weigh among the last 45 closes.',
    compute: overLogCloses(45, levyTails(45)),
  },
  {
    name: 'partition_function',
    inputs: ['close', 'volume'],
    warmup: 29,
    doc: 'Volume-weighted free energy of the distances of 30 closes from their mean',
    meaning: 'Measures how far the last 30 closes lie from their mean, weighted by volume.',
    compute: overClosesAndVolumes(30, partitionFunction),
  },
]);
