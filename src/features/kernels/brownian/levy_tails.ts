import { differences } from '../core/moves.ts';

const LARGEST = 8;
const FEWEST = 3;

/**
 * Tail weight: max(0, 4 + mean of ln(|ρ|/M)) over the seven largest moduli of the log returns after the largest, M.
 * Zeros are skipped; 0 if M = 0 or fewer than three remain. Not the Hill estimator, which compares with the threshold
 * value instead of the largest.
 */
export function levyTails(window: number): (logPrice: Float64Array) => number {
  const moduli = new Float64Array(window - 1);
  return (logPrice) => {
    differences(logPrice, moduli);
    for (let j = 0; j < moduli.length; j++) moduli[j] = Math.abs(moduli[j]);
    moduli.sort();
    const last = moduli.length - 1;
    let total = 0;
    let count = 0;
    for (let j = last - 1; j > last - LARGEST && moduli[j] > 0; j--) {
      total += Math.log(moduli[j] / moduli[last]);
      count++;
    }
    return count < FEWEST ? 0 : Math.max(0, 4 + total / count);
  };
}
