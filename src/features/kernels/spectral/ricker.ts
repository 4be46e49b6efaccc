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
