import { withoutEndLine } from '../core/moves.ts';
import { populationSd } from '../core/statistics.ts';

/**
 * Largest modulus of the cross-correlation of price and volume over all lags, both without the line from first to last
 * value: |Σ a_{j+k}·b_j| / (window·sd(a)·sd(b)), ddof 0; 0 if either is constant. May exceed 1: the deviations remove
 * a mean that the sum keeps.
 */
export function resonance(window: number): (p: Float64Array, v: Float64Array) => number {
  const a = new Float64Array(window);
  const b = new Float64Array(window);
  return (p, v) => {
    const scale = window * populationSd(withoutEndLine(p, a)) * populationSd(withoutEndLine(v, b));
    if (scale === 0) return 0;
    let strongest = 0;
    for (let lag = 0; lag < window; lag++) {
      let ahead = 0;
      let behind = 0;
      for (let j = 0; j + lag < window; j++) {
        ahead += a[j + lag] * b[j];
        behind += a[j] * b[j + lag];
      }
      strongest = Math.max(strongest, Math.abs(ahead), Math.abs(behind));
    }
    return strongest / scale;
  };
}
