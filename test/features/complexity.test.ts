import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffusionCoefficient } from '../../src/features/kernels/brownian/diffusion.ts';
import { jumpDiffusion } from '../../src/features/kernels/brownian/jumps.ts';
import { levyTails } from '../../src/features/kernels/brownian/levy_tails.ts';
import { meanReversion } from '../../src/features/kernels/brownian/mean_reversion.ts';
import { partitionFunction } from '../../src/features/kernels/brownian/partition_function.ts';
import { randomWalkDeviation } from '../../src/features/kernels/brownian/random_walk.ts';
import { fractalDimension } from '../../src/features/kernels/chaos/fractal_dimension.ts';
import { hurstExponent } from '../../src/features/kernels/chaos/hurst.ts';
import { lyapunovExponent } from '../../src/features/kernels/chaos/lyapunov.ts';
import { recurrenceRate } from '../../src/features/kernels/chaos/recurrence_rate.ts';
import { sampleEntropy } from '../../src/features/kernels/chaos/sample_entropy.ts';
import { freeEnergy } from '../../src/features/kernels/thermodynamics/free_energy.ts';
import { heatCapacity } from '../../src/features/kernels/thermodynamics/heat_capacity.ts';
import { marketEntropy } from '../../src/features/kernels/thermodynamics/market_entropy.ts';
import { phaseTransition } from '../../src/features/kernels/thermodynamics/phase_transition.ts';
import { electricField, magneticField } from '../../src/features/kernels/waves/fields.ts';
import { resonance } from '../../src/features/kernels/waves/resonance.ts';
import { standingWaves } from '../../src/features/kernels/waves/standing_waves.ts';
import { waveDispersion } from '../../src/features/kernels/waves/wave_dispersion.ts';
import { waveInterference } from '../../src/features/kernels/waves/wave_interference.ts';
import { uniform } from './support.ts';

/* Small cases whose answer follows from the definition by hand. */

const series = (n: number, f: (j: number) => number) => Float64Array.from({ length: n }, (_, j) => f(j));
const alternating = series(6, (j) => 1 + (j % 2));

function near(actual: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, expected ${expected}`);
}

/** The running sum of x from 0, one value longer than x. */
function path(x: Float64Array): Float64Array {
  let at = 0;
  return series(x.length + 1, (j) => {
    if (j > 0) at += x[j - 1];
    return at;
  });
}

test('moves that double have a Lyapunov exponent of ln 2', () => {
  near(lyapunovExponent(path(series(29, (j) => 2 ** j)).map((x) => x + 1)), Math.LN2);
});

test('a trend is persistent, an alternation is not, and a constant cannot be told', () => {
  const hurst = (f: (j: number) => number) => hurstExponent(series(50, f), 50)[49];
  assert.ok(hurst((j) => j) > 0.9);
  assert.ok(hurst((j) => j % 2) < 0.2);
  assert.equal(
    hurst(() => 3),
    0.5,
  );
});

test('a line has dimension 1, white noise nearly 2', () => {
  near(fractalDimension(series(30, (j) => 2 * j)), 1);
  const random = uniform(4);
  assert.ok(fractalDimension(series(30, () => random())) > 1.8);
  assert.equal(fractalDimension(series(30, () => 5)), 1);
});

test('sample entropy counts matching pairs of length two and three', () => {
  // 4 of 10 pairs of length two and 2 of 6 of length three match.
  near(sampleEntropy(alternating), -Math.log(2 / 6 / (4 / 10)));
});

test('the recurrence rate counts pairs of equal points', () => {
  near(recurrenceRate(alternating), 4 / 10);
  assert.equal(recurrenceRate(series(40, () => 2)), 1);
});

test('market entropy weighs moves up and down by their volume', () => {
  const p = series(30, (j) => 10 + (j % 2));
  const q = (share: number) => -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  near(
    marketEntropy(30)(
      p,
      series(30, () => 7),
    ),
    q(15 / 29),
    1e-9,
  );
  near(
    marketEntropy(30)(
      p,
      series(30, () => 0),
    ),
    q(15 / 29),
    1e-9,
  );
  near(
    marketEntropy(30)(
      p,
      series(30, (j) => (j % 2 === 1 ? 1 : 3)),
    ),
    q(15 / 57),
    1e-9,
  );
});

test('the free energy of two equally frequent returns is U − σ·ln 2', () => {
  const p = series(25, (j) => 1.5 ** (j % 2)); // returns 1/2 and −1/3, twelve each
  near(freeEnergy(25)(p), (25 * (1 / 2 - 1 / 3)) / 2 - ((1 / 2 + 1 / 3) / 2) * Math.LN2, 1e-8);
  near(freeEnergy(25)(series(25, () => 4)), 0);
});

test('heat capacity compares the spread of the halves', () => {
  near(heatCapacity(series(40, (j) => (j < 20 ? j % 2 : 3 * (j % 2)))), 2);
  assert.equal(heatCapacity(series(40, (j) => (j < 20 ? 1 : j))), 0);
});

test('a turn from alternating to constant growth changes the autocorrelation by 1', () => {
  const p = series(40, (j) => (j < 20 ? 1 + (j % 2) : 2 * 2 ** (j - 19)));
  near(phaseTransition(40)(p), 1);
});

test('prices that are the wave they are compared with correlate with it', () => {
  const wave = (j: number, f = j / 10) =>
    Math.sin(2 * Math.PI * f) + 0.5 * Math.sin(4 * Math.PI * f) + 0.3 * Math.sin(Math.PI * f);
  assert.ok(waveInterference(50)(series(50, (j) => 20 + wave(j))) > 0.9);
  assert.equal(waveInterference(50)(series(50, () => 20)), 0);
});

test('quiet moments at equal distances are a perfect standing wave', () => {
  const moves = series(39, (j) => 2 + Math.cos((2 * Math.PI * j) / 8));
  near(standingWaves(40)(path(moves).map((x) => x + 100)), 1, 1e-9);
  assert.equal(standingWaves(40)(series(40, () => 1)), 0);
});

test('the electric field of a line is its slope', () => {
  near(electricField(30)(series(30, (j) => 5 + 2 * j)), 2);
});

test('the magnetic field weighs the gradient by unusual volume', () => {
  // Volumes alternate by one sd around their mean (13 low, 12 high): mean |w| over bars 1…24 is that of both values.
  const v = series(25, (j) => (j % 2 === 0 ? 1 : 3));
  const average = (13 + 36) / 25;
  const sd = Math.sqrt((13 * (1 - average) ** 2 + 12 * (3 - average) ** 2) / 25);
  near(
    magneticField(25)(
      series(25, (j) => 5 + 2 * j),
      v,
    ),
    (2 * 2) / 2 / sd,
  );
  assert.equal(
    magneticField(25)(
      series(25, (j) => j),
      series(25, () => 8),
    ),
    0,
  );
});

test('a pure tone has no dispersion, a single shock spreads over all bands', () => {
  near(waveDispersion(60)(series(60, (j) => 9 + Math.sin((2 * Math.PI * 8 * j) / 60))), 0, 1e-9);
  near(waveDispersion(60)(series(60, (j) => (j === 30 ? 2 : 1))), Math.log(4), 1e-9);
});

test('price and volume that swing alike resonate fully', () => {
  const swing = series(45, (j) => Math.sin((2 * Math.PI * j) / 44));
  // The mean of the swing is 0, so the largest product is at lag 0 and equals window·sd².
  near(
    resonance(45)(
      swing,
      swing.map((x) => 100 * x),
    ),
    1,
    1e-9,
  );
  assert.equal(
    resonance(45)(
      swing,
      series(45, () => 3),
    ),
    0,
  );
});

test('an alternating walk is as far from random as it can be on this side', () => {
  near(randomWalkDeviation(49)(series(49, (j) => j % 2)), 1, 1e-9);
  assert.equal(randomWalkDeviation(50)(series(50, () => 1)), 0);
});

test('steady drift displaces with the square of the lag', () => {
  // M_L = b²L²; the slope of L² on L over 1…9 is 10.
  near(diffusionCoefficient(series(40, (j) => 0.3 * j)), (0.09 * 10) / 2);
});

test('halving the distance at every bar reverts at speed 1/2', () => {
  near(meanReversion(60)(series(60, (j) => 0.5 ** j)), 0.5);
  assert.equal(meanReversion(60)(series(60, () => 1)), 0);
});

test('one jump counts with its share and size', () => {
  near(jumpDiffusion(35)(series(35, (j) => (j < 20 ? 0 : 0.5))), 0.5 / 34);
  assert.equal(jumpDiffusion(35)(series(35, () => 0)), 0);
});

test('moves that fall by e^(−1/2) each have a tail weight of 4 − 2', () => {
  near(levyTails(45)(path(series(44, (j) => Math.exp(-j / 2)))), 2, 1e-6);
  assert.equal(levyTails(45)(series(45, (j) => (j < 20 ? 0 : 1))), 0);
});

test('with all volume on one bar the partition function is its distance from the mean', () => {
  const p = series(30, (j) => 10 + (j % 2));
  near(
    partitionFunction(
      p,
      series(30, (j) => (j === 7 ? 1 : 0)),
    ),
    0.5 / 10.5,
  );
  near(
    partitionFunction(
      series(30, () => 4),
      series(30, () => 0),
    ),
    0,
  );
});
