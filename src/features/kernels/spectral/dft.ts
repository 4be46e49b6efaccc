/** Tables and buffers for the discrete Fourier transform of real signals of one even length. */
export type Dft = {
  readonly n: number;
  /** cos and sin of 2πjk/n: a row per k = 0 … n/4, a column per j = 0 … n/2, padded to whole even/odd pairs. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly width: number;
  readonly sums: Float64Array;
  readonly gaps: Float64Array;
};

export function createDft(n: number): Dft {
  const half = n / 2;
  const width = half + 1 + ((half + 1) % 2);
  const rows = Math.floor(half / 2) + 1;
  const cos = new Float64Array(rows * width);
  const sin = new Float64Array(rows * width);
  for (let k = 0; k < rows; k++) {
    for (let j = 0; j < width; j++) {
      const angle = (2 * Math.PI * ((k * j) % n)) / n; // modulo first: a small angle keeps the table exact
      cos[k * width + j] = Math.cos(angle);
      sin[k * width + j] = Math.sin(angle);
    }
  }
  return { n, cos, sin, width, sums: new Float64Array(width), gaps: new Float64Array(width) };
}

/**
 * Writes the moduli of the transform to `out`: out[k] = |Σⱼ x_j·e^(−2πi·jk/n)| for k = 0 … n/2, as direct sums. Two
 * symmetries leave a quarter of the work: the real part sees only x_j + x_{n−j} and the imaginary part only
 * x_j − x_{n−j}; and the terms of frequency n/2 − k are those of k, with the sign of the odd (real part) or even
 * (imaginary part) j turned.
 */
export function dftModuli({ n, cos, sin, width, sums, gaps }: Dft, signal: Float64Array, out: Float64Array): void {
  const half = n / 2;
  sums[0] = signal[0];
  sums[half] = signal[half];
  for (let j = 1; j < half; j++) {
    sums[j] = signal[j] + signal[n - j];
    gaps[j] = signal[j] - signal[n - j];
  }
  for (let k = 0; k <= half - k; k++) {
    let reEven = 0;
    let reOdd = 0;
    let imEven = 0;
    let imOdd = 0;
    for (let j = 0, at = k * width; j < width; j += 2, at += 2) {
      reEven += sums[j] * cos[at];
      reOdd += sums[j + 1] * cos[at + 1];
      imEven += gaps[j] * sin[at];
      imOdd += gaps[j + 1] * sin[at + 1];
    }
    out[k] = modulus(reEven + reOdd, imEven + imOdd);
    out[half - k] = modulus(reEven - reOdd, imEven - imOdd);
  }
}

// Math.hypot guards against overflow that signals of this size never reach, and is several times slower.
function modulus(re: number, im: number): number {
  return Math.sqrt(re * re + im * im);
}
