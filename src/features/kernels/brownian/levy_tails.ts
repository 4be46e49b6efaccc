import { differences } from '../core/moves.ts';

const LARGEST = 8;
const FEWEST = 3;

/**
 * Tail weight: max(0, 4 + mean of ln(|ρ|/M)) over the seven largest moduli of the log returns after the largest, M.
 * Zeros are skipped; 0 if M = 0 or fewer than three remain. Not the Hill estimator, which compares with the threshold
 * value instead of the largest.
 */
export function levyTails(window: number): (logPrice: Float64Array) => number {
  const returns = new Float64Array(window - 1);
  const top = new Float64Array(LARGEST);
  return (logPrice) => {
    largestModuli(differences(logPrice, returns), top);
    let total = 0;
    let count = 0;
    for (let i = 1; i < LARGEST && top[i] > 0; i++) {
      total += Math.log(top[i] / top[0]);
      count++;
    }
    return count < FEWEST ? 0 : Math.max(0, 4 + total / count);
  };
}

/** Fills `top` with the largest moduli of x, the largest first; 0 where x has too few. */
function largestModuli(x: Float64Array, top: Float64Array): void {
  const last = top.length - 1;
  top.fill(0);
  for (let j = 0; j < x.length; j++) {
    const modulus = Math.abs(x[j]);
    if (modulus <= top[last]) continue;
    let i = last;
    for (; i > 0 && top[i - 1] < modulus; i--) top[i] = top[i - 1];
    top[i] = modulus;
  }
}
