import { differences } from '../core/moves.ts';
import { populationSd } from '../core/statistics.ts';

/** Share of jumps times their mean modulus; a jump is a log return beyond 3 standard deviations (ddof 0). 0 without. */
export function jumpDiffusion(window: number): (logPrice: Float64Array) => number {
  const returns = new Float64Array(window - 1);
  return (logPrice) => {
    const threshold = 3 * populationSd(differences(logPrice, returns));
    // (number / returns) · (sum / number): the number cancels.
    let sum = 0;
    for (let j = 0; j < returns.length; j++) {
      if (Math.abs(returns[j]) > threshold) sum += Math.abs(returns[j]);
    }
    return sum / returns.length;
  };
}
