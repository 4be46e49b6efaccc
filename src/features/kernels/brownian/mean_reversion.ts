import { differences } from '../core/moves.ts';
import { slope } from '../core/regression.ts';

/**
 * Speed of an Ornstein–Uhlenbeck process per bar: the modulus of the least-squares slope of y_{j+1} − y_j on y_j;
 * 0 if y is constant.
 */
export function meanReversion(window: number): (logPrice: Float64Array) => number {
  const steps = new Float64Array(window - 1);
  return (logPrice) => Math.abs(slope(logPrice, differences(logPrice, steps), steps.length));
}
