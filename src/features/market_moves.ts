import type { MarketMoves } from '../market_moves.ts';
import { meanThrough, runningSums } from '../running_sums.ts';
import { type ContextIndex, type IndexSeries, type MarketContext, positionsAsOf } from './market_context.ts';

const SPANS = [5, 21, 63] as const;
const BASE_SPAN = 250;
const SESSIONS_PER_YEAR = 252;

/** Of the base: sessions without a move say "small", not "none at all". */
const SMALLEST_SHARE = 1e-3;
/** Rounding of closes that do not move leaves no more than this. */
const SMALLEST_VARIANCE = 1e-16;

/**
 * How much the market moves, as each session of an instrument knew it. Of several indices the one that moved least in its
 * last 250 sessions speaks: the broader an index, the calmer it is. An index is known from its 63rd return on, with what it
 * has of 250 sessions, and so is its volatility index.
 *
 * @param dates the instrument's sessions as ISO dates, ascending
 * @returns undefined where no index stands beside it
 */
export function marketMoves(dates: readonly string[], context: MarketContext): MarketMoves | undefined {
  const indices = context.filter((index) => index !== undefined);
  if (indices.length === 0) return undefined;
  const unknown = () => new Float64Array(dates.length).fill(Number.NaN);
  const realised = [unknown(), unknown(), unknown()] as const;
  const implied = [unknown(), unknown(), unknown()] as const;
  const known = indices.map((index) => asOf(dates, index));
  for (let t = 0; t < dates.length; t++) {
    let calmest = -1;
    for (let i = 0; i < known.length; i++) {
      const base = known[i].base(t);
      if (!Number.isNaN(base) && (calmest < 0 || base < known[calmest].base(t))) calmest = i;
    }
    if (calmest < 0) continue;
    const { base, relative, expected } = known[calmest];
    SPANS.forEach((_, k) => {
      realised[k][t] = relative(t, k);
    });
    const fear = expected(t, 0);
    implied[0][t] = within(fear - base(t));
    implied[1][t] = within(fear - expected(t, BASE_SPAN));
    implied[2][t] = within(fear - expected(t, 21));
  }
  return { realised, implied };
}

/** A volatility index in other units than percent per year must not say that all moves are a thousand times as large. */
const LARGEST = 3;
const within = (difference: number): number => Math.max(-LARGEST, Math.min(LARGEST, difference));

type KnownMoves = {
  /** Log variance of its returns over 250 sessions, by the instrument's session. */
  readonly base: (t: number) => number;
  /** The same of a shorter span, less the base. */
  readonly relative: (t: number, span: number) => number;
  /** Log variance that its volatility index expects: mean of the last sessions, 0 for the newest alone. */
  readonly expected: (t: number, sessions: number) => number;
};

function asOf(dates: readonly string[], index: ContextIndex): KnownMoves {
  const places = positionsAsOf(dates, index);
  const { base, shorter } = variances(index);
  const fear = index.impliedVolatility;
  const fearPlaces = fear && positionsAsOf(dates, fear);
  const fears = fear && runningSums(fear.close.length, (t) => Math.log((fear.close[t] / 100) ** 2 / SESSIONS_PER_YEAR));
  return {
    base: (t) => (places[t] < 0 ? Number.NaN : base[places[t]]),
    relative: (t, span) => shorter[span][places[t]],
    expected(t, sessions) {
      const end = (fearPlaces?.[t] ?? -1) + 1;
      if (!fears || end < SPANS[2] || !(fear.close[end - 1] > 0)) return Number.NaN;
      const counted = Math.min(end, Math.max(1, sessions));
      return (fears[end] - fears[end - counted]) / counted;
    },
  };
}

/** By the index's own sessions. */
function variances({ close }: IndexSeries): { readonly base: Float64Array; readonly shorter: readonly Float64Array[] } {
  const sums = runningSums(close.length, (t) => (t === 0 ? 0 : Math.log(close[t] / close[t - 1]) ** 2));
  const base = new Float64Array(close.length).fill(Number.NaN);
  const shorter = SPANS.map(() => base.slice());
  for (let t = SPANS[2]; t < close.length; t++) {
    const variance = meanThrough(sums, t, BASE_SPAN);
    if (!(variance > SMALLEST_VARIANCE)) continue;
    base[t] = Math.log(variance);
    SPANS.forEach((span, k) => {
      shorter[k][t] = Math.log(Math.max(meanThrough(sums, t, span) / variance, SMALLEST_SHARE));
    });
  }
  return { base, shorter };
}
