import type { Account, ExitReason, Position } from './account.ts';
import type { TradedInstrument } from './inputs.ts';
import type { PortfolioRules } from './rules.ts';

/** An instrument on its way through the sessions. */
export type Lane = TradedInstrument & {
  readonly index: number;
  readonly lastBar: number;
  readonly shares: Float64Array;
  /** Per bar, where ranks decide. */
  readonly ranks?: Float64Array;
  /** The bar of the session under way, or the newest before it. */
  bar: number;
  /** Whether the session under way is one of this instrument's. */
  isOpen: boolean;
  held?: Held;
};

export type Held = {
  readonly position: Position;
  readonly signal: number;
  readonly entry: number;
  /** The bar that its sessions are counted from: of the signal, or the newest with a rank where ranks decide. */
  spoken: number;
};

/** What a signal asks for. */
export type Wish = {
  readonly side: 1 | -1;
  /** Who has most comes first. */
  readonly strength: number;
};

/** Moves on to the bar of this session, where there is one, with its split and dividend. */
export function beginSession(lane: Lane, date: string, account: Account): void {
  lane.isOpen = lane.bar < lane.lastBar && lane.bars.dates[lane.bar + 1] === date;
  if (!lane.isOpen) return;
  lane.bar++;
  if (lane.held && lane.actions) {
    account.act(lane.held.position, lane.actions.splitFactor[lane.bar], lane.actions.dividend[lane.bar]);
  }
}

export function valueAtClose({ isOpen, held, bars, bar, ranks }: Lane): void {
  if (!isOpen || !held) return;
  if (isPrice(bars.close[bar])) held.position.lastPrice = bars.close[bar];
  if (ranks && !Number.isNaN(ranks[bar])) held.spoken = bar;
}

/** Whether the rank of `age` sessions ago says that what is held be sold; where there is none, it does not. */
export function isDropped({ ranks, bar }: Lane, age: 0 | 1, { topN, dropBelow }: PortfolioRules): boolean {
  return ranks !== undefined && topN !== null && ranks[bar - age] > (dropBelow ?? topN);
}

/** Why the position closes at this session's close; undefined when it stays, or there is none. */
export function exitReasonOf(lane: Lane, rules: PortfolioRules): ExitReason | undefined {
  const { isOpen, held, bars, bar, lastBar } = lane;
  if (!isOpen || !held) return undefined;
  if (isPrice(bars.close[bar])) {
    if (bar >= held.spoken + rules.holdingSessions) return 'horizon';
    if (rules.entry === 'close' && isDropped(lane, 0, rules)) return 'rank';
  }
  return bar === lastBar ? 'end_of_data' : undefined;
}

/** What is asked for after a bar's close; NaN, no prediction, asks for nothing. */
export function wishOf(
  { signals, ranks }: Lane,
  bar: number,
  { threshold, direction, topN }: PortfolioRules,
): Wish | undefined {
  if (ranks && topN !== null) return ranks[bar] <= topN ? { side: 1, strength: -ranks[bar] } : undefined;
  const strength = Math.abs(2 * signals[bar] - 1);
  if (signals[bar] >= threshold) return { side: 1, strength };
  return direction === 'long_short' && 1 - signals[bar] >= threshold ? { side: -1, strength } : undefined;
}

export const isPrice = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
