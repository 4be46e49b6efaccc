import { perLength } from '../core/per_length.ts';

/** Tables and buffers for the moduli of the discrete Fourier transform of real signals of one even length. */
export type Dft = {
  readonly n: number;
  /** The transform of half the length, if that is even: it gives the even frequencies. */
  readonly half: Dft | undefined;
  /** The frequencies k ≤ n/4 that are summed directly: the odd ones, or all if there is no half. */
  readonly frequencies: readonly number[];
  /** cos and sin of 2πjk/n: a row per such frequency, a column per joined term j, padded to whole even/odd pairs. */
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly sums: Float64Array;
  readonly gaps: Float64Array;
  readonly folded: Float64Array;
};

/** The tables of one length. */
export const createDft: (n: number) => Dft = perLength((n) => {
  const isSplit = n % 4 === 0;
  const terms = Math.floor(isSplit ? n / 4 : n / 2) + 1;
  const width = terms + (terms % 2);
  const first = isSplit ? 1 : 0;
  const stride = isSplit ? 2 : 1;
  const frequencies: number[] = [];
  for (let k = first; k <= n / 4; k += stride) frequencies.push(k);
  const cos = new Float64Array(frequencies.length * width);
  const sin = new Float64Array(frequencies.length * width);
  frequencies.forEach((k, row) => {
    for (let j = 0; j < width; j++) {
      const angle = (2 * Math.PI * ((k * j) % n)) / n; // modulo first: a small angle keeps the table exact
      cos[row * width + j] = Math.cos(angle);
      sin[row * width + j] = Math.sin(angle);
    }
  });
  return {
    n,
    half: isSplit ? createDft(n / 2) : undefined,
    frequencies,
    cos,
    sin,
    sums: new Float64Array(width),
    gaps: new Float64Array(width),
    folded: new Float64Array(n / 2),
  };
});

/**
 * Writes the moduli of the transform to `out`: out[k·step] = |Σⱼ x_j·e^(−2πi·jk/n)| for k = 0 … n/2, as direct sums
 * after three symmetries have been used. For n = 4, 8, 12 …, the even frequencies are the transform of half the length
 * of x_j + x_{j+n/2}, and the odd ones those of x_j − x_{j+n/2}. Terms at the same distance from both ends share their
 * cosine and sine, but for the sign. The terms of frequency n/2 − k are those of k, with the sign of the odd (real
 * part) or even (imaginary part) j turned.
 */
export function dftModuli(dft: Dft, x: Float64Array, out: Float64Array, step = 1): void {
  const { n, half, folded } = dft;
  if (half === undefined) {
    joinTerms(dft, x, 1);
  } else {
    const middle = n / 2;
    for (let j = 0; j < middle; j++) folded[j] = x[j] + x[j + middle];
    dftModuli(half, folded, out, 2 * step);
    for (let j = 0; j < middle; j++) folded[j] = x[j] - x[j + middle];
    joinTerms(dft, folded, -1);
  }
  sumFrequencies(dft, out, step);
}

/** Joins the terms j and length − j, whose cosines are equal up to `sign` and whose sines up to −sign. */
function joinTerms({ sums, gaps }: Dft, x: Float64Array, sign: number): void {
  const middle = x.length / 2;
  sums[0] = x[0];
  for (let j = 1; j < middle; j++) {
    const other = sign * x[x.length - j];
    sums[j] = x[j] + other;
    gaps[j] = x[j] - other;
  }
  sums[middle] = x[middle]; // where the sine (sign 1) or the cosine (sign −1) is 0
  gaps[middle] = x[middle];
}

function sumFrequencies({ n, frequencies, cos, sin, sums, gaps }: Dft, out: Float64Array, step: number): void {
  const width = sums.length;
  for (let row = 0, at = 0; row < frequencies.length; row++) {
    let reEven = 0;
    let reOdd = 0;
    let imEven = 0;
    let imOdd = 0;
    for (let j = 0; j < width; j += 2, at += 2) {
      reEven += sums[j] * cos[at];
      reOdd += sums[j + 1] * cos[at + 1];
      imEven += gaps[j] * sin[at];
      imOdd += gaps[j + 1] * sin[at + 1];
    }
    const k = frequencies[row];
    out[k * step] = modulus(reEven + reOdd, imEven + imOdd);
    out[(n / 2 - k) * step] = modulus(reEven - reOdd, imEven - imOdd);
  }
}

// Math.hypot guards against overflow that signals of this size never reach, and is several times slower.
function modulus(re: number, im: number): number {
  return Math.sqrt(re * re + im * im);
}
