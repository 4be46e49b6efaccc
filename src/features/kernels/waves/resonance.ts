import { withoutEndLine } from '../core/moves.ts';
import { populationSd } from '../core/statistics.ts';
import { laggedProducts, PADDING } from './lagged_products.ts';

/**
 * Largest modulus of the cross-correlation of price and volume over all lags, both without the line from first to last
 * value: |Σ a_{j+k}·b_j| / (window·sd(a)·sd(b)), ddof 0; 0 if either is constant. May exceed 1: the deviations remove
 * a mean that the sum keeps.
 */
export function resonance(window: number): (p: Float64Array, v: Float64Array) => number {
  const a = new Float64Array(window + PADDING);
  const b = new Float64Array(window + PADDING);
  const products = new Float64Array(window);
  return (p, v) => {
    withoutEndLine(p, a);
    withoutEndLine(v, b);
    const scale = window * populationSd(a, 0, window) * populationSd(b, 0, window);
    if (scale === 0) return 0;
    laggedProducts(a, b, window, products);
    const strongest = largestModulus(products);
    laggedProducts(b, a, window, products);
    return Math.max(strongest, largestModulus(products)) / scale;
  };
}

function largestModulus(x: Float64Array): number {
  let best = 0;
  for (let i = 0; i < x.length; i++) best = Math.max(best, Math.abs(x[i]));
  return best;
}
