/**
 * Logarithms from a table, for sums over so many shares that Math.log would take most of the time. A number's leading
 * bits choose an interval 1/64 of an octave wide; there ln x = ln c + ln(1 + d) with d = x/c − 1, |d| < 1/128, and
 * three terms of the series leave an error below d⁴/4 < 1e−9.
 */
const BITS_PER_OCTAVE = 6;
const SHIFT = 23 - BITS_PER_OCTAVE; // a float has 23 bits of mantissa
const FLOOR = 1e-8;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);
const intervalOf = (x: number): number => {
  float[0] = x;
  return bits[0] >> SHIFT;
};
const startOf = (interval: number): number => {
  bits[0] = interval << SHIFT;
  return float[0];
};

const FIRST = intervalOf(FLOOR);
const INTERVALS = intervalOf(1.001) - FIRST + 1;
const centres = Float64Array.from({ length: INTERVALS }, (_, i) => (startOf(FIRST + i) + startOf(FIRST + i + 1)) / 2);
const inverse = centres.map((c) => 1 / c);
const logarithm = centres.map(Math.log);

/**
 * Shannon entropy in nats of weights ≥ 0 with the given sum > 0: −Σ q·ln(q + 1e−8), q = weight / sum. As Σ q = 1, its
 * error is that of one logarithm, below 1e−9.
 */
export function fineEntropy(weights: Float64Array, total: number): number {
  const perTotal = 1 / total;
  let result = 0;
  for (let i = 0; i < weights.length; i++) {
    const share = weights[i] * perTotal;
    const x = share + FLOOR;
    float[0] = x;
    const interval = (bits[0] >> SHIFT) - FIRST;
    const d = x * inverse[interval] - 1;
    result -= share * (logarithm[interval] + d * (1 - d * (1 / 2 - d / 3)));
  }
  return result;
}
