import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cosineTrend } from '../../src/features/kernels/spectral/cosine_trend.ts';
import { detrendRelative } from '../../src/features/kernels/spectral/detrend.ts';
import { createDft, dftModuli } from '../../src/features/kernels/spectral/dft.ts';
import { fineEntropy } from '../../src/features/kernels/spectral/fine_entropy.ts';
import { fourierShape } from '../../src/features/kernels/spectral/fourier_shape.ts';
import { ricker } from '../../src/features/kernels/spectral/ricker.ts';
import { advance, createSlidingConvolution } from '../../src/features/kernels/spectral/sliding_convolution.ts';
import { laggedProducts, PADDING } from '../../src/features/kernels/waves/lagged_products.ts';
import { agree, randomBars, uniform } from './support.ts';

function noise(n: number, seed = 1): Float64Array {
  const random = uniform(seed);
  return Float64Array.from({ length: n }, () => random() - 0.5);
}

test('the DFT equals its definition, for lengths with an odd and an even half', () => {
  for (const n of [50, 60, 120]) {
    const x = noise(n);
    const out = new Float64Array(n / 2 + 1);
    dftModuli(createDft(n), x, out);
    out.forEach((modulus, k) => {
      let re = 0;
      let im = 0;
      x.forEach((value, j) => {
        re += value * Math.cos((2 * Math.PI * j * k) / n);
        im -= value * Math.sin((2 * Math.PI * j * k) / n);
      });
      assert.ok(agree(modulus, Math.hypot(re, im)), `n = ${n}, k = ${k}`);
    });
  }
});

test('the entropy with logarithms from a table keeps its bound, for shares of every size', () => {
  for (const power of [0, 1, 8, 30]) {
    const weights = noise(480, 2 + power).map((x) => (2 * Math.abs(x)) ** power);
    const total = weights.reduce((sum, w) => sum + w, 0);
    const expected = weights.reduce((sum, w) => sum - (w / total) * Math.log(w / total + 1e-8), 0);
    assert.ok(Math.abs(fineEntropy(weights, total) - expected) < 1e-9, `power ${power}`);
  }
  assert.ok(Math.abs(fineEntropy(Float64Array.of(0, 3), 3)) < 2e-8);
});

test('lagged products equal their definition at every lag', () => {
  for (const lags of [1, 26, 45]) {
    const [x, y] = [noise(45 + PADDING, 1), noise(45 + PADDING, 2)];
    x.fill(0, 45);
    const out = new Float64Array(lags);
    laggedProducts(x, y, 45, out);
    out.forEach((product, lag) => {
      let expected = 0;
      for (let j = 0; j + lag < 45; j++) expected += x[j + lag] * y[j];
      assert.ok(Math.abs(product - expected) < 1e-14, `lag ${lag}`);
    });
  }
});

test('the sliding convolution equals the central part of the full one in every window', () => {
  for (const [n, m] of [
    [60, 20],
    [60, 60],
    [120, 80],
  ]) {
    const x = noise(3 * n);
    const kernel = ricker(m, m / 10);
    const convolution = createSlidingConvolution(n, kernel);
    for (let t = 0; t < x.length; t++) {
      advance(convolution, x, t);
      for (let j = 0; j < n; j += 7) {
        const at = j + Math.floor((m - 1) / 2);
        let full = 0;
        for (let i = Math.max(0, at - m + 1, n - 1 - t); i <= Math.min(n - 1, at); i++) {
          full += x[t - n + 1 + i] * kernel[at - i];
        }
        assert.ok(agree(convolution.cells[j], full), `n = ${n}, m = ${m}, t = ${t}, j = ${j}`);
      }
    }
  }
});

test('a spike leaves no trace in the sliding convolution once it has left the window', () => {
  const kernel = ricker(40, 4);
  const [after, calm] = [createSlidingConvolution(60, kernel), createSlidingConvolution(60, kernel)];
  const spiked = Float64Array.from({ length: 200 }, (_, t) => (t === 100 ? 1e6 : 1 + (t % 3)));
  const level = spiked.map((value, t) => (t === 100 ? 1 : value));
  for (let t = 0; t < 200; t++) {
    advance(after, spiked, t);
    advance(calm, level, t);
  }
  after.cells.forEach((value, j) => {
    assert.ok(Math.abs(value - calm.cells[j]) < 1e-9);
  });
});

test('a Ricker wavelet has unit energy and no mean', () => {
  const psi = ricker(201, 16);
  assert.ok(Math.abs(psi.reduce((sum, x) => sum + x * x, 0) - 1) < 1e-6);
  assert.ok(Math.abs(psi.reduce((sum, x) => sum + x, 0)) < 1e-6);
});

test('detrending takes away any straight line and nothing else', () => {
  const out = new Float64Array(60);
  const line = Float64Array.from({ length: 60 }, (_, j) => 5 + 3 * j);
  assert.equal(detrendRelative(line, out).leavesSignal, false);
  assert.deepEqual(detrendRelative(new Float64Array(60).fill(0.1), out), { mean: 0.1, slope: 0, leavesSignal: false });
  assert.ok(out.every((d) => d === 0));

  assert.equal(detrendRelative(randomBars(60).close, out).leavesSignal, true);
  const again = new Float64Array(60);
  detrendRelative(
    out.map((d) => d + 1),
    again,
  );
  again.forEach((d, j) => {
    assert.ok(Math.abs(d - out[j]) < 1e-14);
  });
});

test('a sine of five cycles per window is found at its frequency', () => {
  const close = Float64Array.from({ length: 60 }, (_, j) => 100 + Math.sin((2 * Math.PI * 5 * j) / 60));
  const shape = fourierShape(close, 60);
  assert.equal(shape.dominantFrequency[59], 5 / 60);
  assert.ok(Math.abs(shape.centroid[59] - 5 / 30) < 0.02);
  assert.ok(shape.dominantPower1[59] > shape.dominantPower2[59]);
});

test('the cosine trend equals the truncated and inverted DCT', () => {
  const n = 60;
  const p = randomBars(n).close;
  const basis = (k: number, j: number) =>
    Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * k * (2 * j + 1)) / (2 * n));
  const c = Array.from({ length: n }, (_, k) => p.reduce((sum, x, j) => sum + x * basis(k, j), 0));
  const trendAt = (j: number) => [0, 1, 2, 3, 4].reduce((sum, k) => sum + c[k] * basis(k, j), 0);
  const energy = (from: number, to: number) => c.slice(from, to).reduce((sum, x) => sum + x * x, 0);

  const trend = cosineTrend(p, n);
  assert.ok(agree(trend.strength[n - 1], energy(1, 5) / energy(1, n)));
  assert.ok(agree(trend.priceVsTrend[n - 1], p[n - 1] - trendAt(n - 1)));
  assert.ok(agree(trend.slope[n - 1], (trendAt(n - 1) - trendAt(n - 10)) / 10));
});
