import type { Bars } from '../../../src/bars.ts';
import type { MarketContext } from '../../../src/features/index.ts';
import { createRandom } from '../../../src/random.ts';
import { normals } from '../../learn/support.ts';
import { FIRST_PRICE, plantedReturns, type Signal } from './planted.ts';

export type PoolMarket = { readonly members: readonly Bars[]; readonly context: MarketContext };

/** Of a day: of what is a member's own, and of the factor, the index. */
const OWN_SIZE = 0.015;
const FACTOR_SIZE = 0.009;

/**
 * Without drift. Members have betas between 0.5 and 1.5 to the factor where there is no signal. Where there is one, they
 * go by themselves, by normal moves. All other moves have volatility that clusters and rises more after falls (Glosten,
 * Jagannathan & Runkle 1993), fat tails (Student's t with five degrees of freedom) and jumps (one session in two
 * hundred, four times as large).
 */
export function poolMarket(signal: Signal | undefined, size: number, sessions: number, seed: number): PoolMarket {
  const { next } = createRandom(seed, 3);
  const normal = normals(seed);
  const dates = weekdays(sessions);
  const shock = moves(normal, next);
  const factor = Float64Array.from({ length: sessions }, () => FACTOR_SIZE * shock());
  const members = Array.from({ length: size }, () => {
    const [beta, spread] = [0.5 + next(), OWN_SIZE * (0.7 + 0.6 * next())];
    const own = moves(normal, next);
    if (!signal) return barsOf(dates, normal, (t) => beta * factor[t] + spread * own());
    return barsOf(
      dates,
      normal,
      plantedReturns(signal, () => spread * normal()),
    );
  });
  return { members, context: [{ symbol: 'FACTOR', dates, close: levels(factor), sameSession: true }] };
}

/** Shocks of about unit variance, one after the other. */
function moves(normal: () => number, uniform: () => number): () => number {
  let [variance, shock] = [1, 0];
  return () => {
    variance = 0.02 + (shock < 0 ? 0.13 : 0.03) * shock ** 2 + 0.9 * variance;
    const chi = normal() ** 2 + normal() ** 2 + normal() ** 2 + normal() ** 2 + normal() ** 2;
    shock = Math.sqrt(variance) * normal() * Math.sqrt(3 / chi);
    return uniform() < 0.005 ? shock + 4 * normal() : shock;
  };
}

function barsOf(dates: readonly string[], normal: () => number, moveOf: (t: number) => number): Bars {
  const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new Float64Array(dates.length));
  let price = FIRST_PRICE;
  for (let t = 0; t < dates.length; t++) {
    const move = moveOf(t);
    open[t] = price * Math.exp(0.3 * move);
    price *= Math.exp(move);
    close[t] = price;
    high[t] = Math.max(open[t], price) * Math.exp(Math.abs(0.004 * normal()));
    low[t] = Math.min(open[t], price) * Math.exp(-Math.abs(0.004 * normal()));
    volume[t] = 1e6 * Math.exp(0.3 * normal() + 10 * Math.abs(move));
  }
  return { dates, open, high, low, close, volume };
}

function levels(moves: Float64Array): Float64Array {
  let level = 1000;
  return moves.map((move) => {
    level *= Math.exp(move);
    return level;
  });
}

function weekdays(count: number): string[] {
  const days: string[] = [];
  for (let day = Date.UTC(2005, 0, 3); days.length < count; day += 86_400_000) {
    if (new Date(day).getUTCDay() % 6 !== 0) days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}
