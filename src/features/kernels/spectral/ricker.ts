/**
 * Ricker (Mexican hat) wavelet of scale a at `points` places around its centre, normalised to unit energy:
 * 2/(√(3a)·π^¼)·(1 − u²/a²)·exp(−u²/(2a²)), what scipy.signal.ricker was.
 */
export function ricker(points: number, a: number): Float64Array {
  const norm = 2 / (Math.sqrt(3 * a) * Math.PI ** 0.25);
  return Float64Array.from({ length: points }, (_, i) => {
    const v = ((i - (points - 1) / 2) / a) ** 2;
    return norm * (1 - v) * Math.exp(-v / 2);
  });
}

/**
 * A convolution of signals of length n (a multiple of 4) with one symmetric kernel that returns the n central values,
 * full[j + ⌊(m−1)/2⌋], the signal being 0 outside. For a symmetric kernel convolution is correlation, so both run
 * forward. Four neighbouring outputs are summed at once: they share the kernel value and hand the signal on from one to
 * the next, and four independent sums keep the processor's adders busy.
 */
export function symmetricConvolution(
  n: number,
  kernel: Float64Array,
): (signal: Float64Array, out: Float64Array) => void {
  const m = kernel.length;
  const lead = m - 1 - Math.floor((m - 1) / 2);
  const padded = new Float64Array(n + m + 3);

  return (signal, out) => {
    padded.set(signal, lead);
    for (let j = 0; j < n; j += 4) {
      const first = Math.max(0, lead - j - 3); // outside first … end all four meet padding only
      const end = Math.min(m, lead + n - j);
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let x0 = padded[j + first];
      let x1 = padded[j + first + 1];
      let x2 = padded[j + first + 2];
      for (let i = first; i < end; i++) {
        const weight = kernel[i];
        const x3 = padded[j + i + 3];
        s0 += weight * x0;
        s1 += weight * x1;
        s2 += weight * x2;
        s3 += weight * x3;
        x0 = x1;
        x1 = x2;
        x2 = x3;
      }
      out[j] = s0;
      out[j + 1] = s1;
      out[j + 2] = s2;
      out[j + 3] = s3;
    }
  };
}
