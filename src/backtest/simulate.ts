import { type Account, createAccount, type ExitReason, type Position, type Trade } from './account.ts';
import type { TradedInstrument } from './inputs.ts';
import { sessionRange } from './range.ts';
import type { PortfolioRules } from './rules.ts';

/** The account after each session's close. */
export type Simulation = {
  readonly dates: readonly string[];
  readonly cash: Float64Array;
  /** cash + Σ shares × last close. */
  readonly value: Float64Array;
  /** Signed shares after each close, per instrument. */
  readonly holdings: readonly Float64Array[];
  /** Share of the value that was in positions during each session: at its close, before positions close there. */
  readonly atWork: Float64Array;
  /** Value of all fills. */
  readonly traded: number;
  /** In the order of their exits. */
  readonly trades: readonly { readonly instrument: number; readonly trade: Trade }[];
};

/** An instrument on its way through the sessions. */
type Lane = TradedInstrument & {
  readonly index: number;
  readonly lastBar: number;
  readonly shares: Float64Array;
  /** The bar of the session under way, or the newest before it. */
  bar: number;
  /** Whether the session under way is one of this instrument's. */
  isOpen: boolean;
  held?: Held;
};

type Held = { readonly position: Position; readonly signal: number; readonly entry: number };

type Candidate = { readonly lane: Lane; readonly signal: number; readonly side: 1 | -1; readonly strength: number };

/**
 * Trades the predictions session by session. The signal of session t is known after t's close, so a position opens at
 * the open of t+1 and closes at the close of t+h, counted in its instrument's own sessions; that close's own signal may
 * open the next position. While an instrument has a position, its signals are not looked at.
 *
 * Within a session: splits and dividends on what was held over night; fills at the open; fills at the close, exits
 * first. Of more candidates than there are places, the strongest signals are taken, |2p − 1|, and of equals the first
 * symbols; what is decided at an open rests on the value at the close before.
 *
 * Nobody fills at a price that is no positive number: an entry lapses, an exit waits for the next price. Where an
 * instrument's bars end, its position is closed at the last price there is, so that one that stops trading keeps its
 * losses. An account whose value reaches 0, which takes short positions, is closed out at that close and trades no more.
 *
 * @param instruments in the order of their symbols, which are distinct
 */
export function simulate(instruments: readonly TradedInstrument[], rules: PortfolioRules): Simulation {
  const { dates, first, last } = sessionRange(instruments, rules.holdingSessions);
  const account = createAccount(rules);
  const lanes = instruments.map(
    (instrument, index): Lane => ({
      ...instrument,
      index,
      lastBar: last[index],
      shares: new Float64Array(dates.length),
      bar: first[index] - 1,
      isOpen: false,
    }),
  );
  const cash = new Float64Array(dates.length);
  const value = new Float64Array(dates.length);
  const atWork = new Float64Array(dates.length);
  const trades: { instrument: number; trade: Trade }[] = [];
  let knownValue = rules.initialCapital;
  let isRuined = false;

  const exit = (lane: Lane, held: Held, exitReason: ExitReason) => {
    trades.push({ instrument: lane.index, trade: settle(account, lane, held, exitReason) });
    lane.held = undefined;
  };

  dates.forEach((date, i) => {
    for (const lane of lanes) beginSession(lane, date, account);
    if (rules.entry === 'next_open' && !isRuined) {
      enter(lanes, account, rules, knownValue, 1, ({ bars, bar }) => bars.open[bar]);
    }

    for (const lane of lanes) valueAtClose(lane);
    const beforeExits = account.value();
    atWork[i] = beforeExits > 0 ? account.grossValue() / beforeExits : 0;
    for (const lane of lanes) {
      const exitReason = exitReasonOf(lane, rules.holdingSessions);
      if (lane.held && exitReason) exit(lane, lane.held, exitReason);
    }
    if (!isRuined && account.value() <= 0) {
      isRuined = true;
      for (const lane of lanes) if (lane.held) exit(lane, lane.held, 'ruin');
    }
    if (rules.entry === 'close' && !isRuined) {
      enter(lanes, account, rules, account.value(), 0, ({ bars, bar, lastBar }) =>
        bar < lastBar ? bars.close[bar] : Number.NaN,
      );
    }

    knownValue = account.value();
    cash[i] = account.cash;
    value[i] = knownValue;
    for (const { shares, held } of lanes) shares[i] = held?.position.shares ?? 0;
  });
  const holdings = lanes.map(({ shares }) => shares);
  return { dates, cash, value, holdings, atWork, traded: account.traded, trades };
}

/** Moves on to the bar of this session, where there is one, with its split and dividend. */
function beginSession(lane: Lane, date: string, account: Account): void {
  lane.isOpen = lane.bar < lane.lastBar && lane.bars.dates[lane.bar + 1] === date;
  if (!lane.isOpen) return;
  lane.bar++;
  if (lane.held && lane.actions) {
    account.act(lane.held.position, lane.actions.splitFactor[lane.bar], lane.actions.dividend[lane.bar]);
  }
}

function valueAtClose({ isOpen, held, bars, bar }: Lane): void {
  if (isOpen && held && isPrice(bars.close[bar])) held.position.lastPrice = bars.close[bar];
}

/** Why the position closes at this session's close; undefined when it stays, or there is none. */
function exitReasonOf({ isOpen, held, bars, bar, lastBar }: Lane, holdingSessions: number): ExitReason | undefined {
  if (!isOpen || !held) return undefined;
  if (bar >= held.signal + holdingSessions && isPrice(bars.close[bar])) return 'horizon';
  return bar === lastBar ? 'end_of_data' : undefined;
}

/** Opens what the signals `age` sessions ago ask for, as far as there are places and money. */
function enter(
  lanes: readonly Lane[],
  account: Account,
  rules: PortfolioRules,
  value: number,
  age: 0 | 1,
  priceOf: (lane: Lane) => number,
): void {
  const candidates: Candidate[] = [];
  let places = rules.maxPositions;
  for (const lane of lanes) {
    if (lane.held) places--;
    else if (lane.isOpen && lane.bar >= age && isPrice(priceOf(lane))) {
      const probability = lane.signals[lane.bar - age];
      const side = sideOf(probability, rules);
      if (side !== 0) {
        candidates.push({ lane, signal: lane.bar - age, side, strength: Math.abs(2 * probability - 1) });
      }
    }
  }
  if (candidates.length === 0 || places <= 0) return;
  // The sort is stable: between equals the order of the symbols decides.
  const chosen = candidates.sort((a, b) => b.strength - a.strength).slice(0, places);
  const budgets = budgetsOf(chosen, account.available(), value, rules);
  chosen.forEach(({ lane, signal, side }, i) => {
    const position = account.open({ side, price: priceOf(lane), budget: budgets[i] });
    if (position) lane.held = { position, signal, entry: lane.bar };
  });
}

/** 1 long, −1 short, 0 nothing; NaN, no prediction, is nothing. */
function sideOf(probability: number, { threshold, direction }: PortfolioRules): 1 | 0 | -1 {
  if (probability >= threshold) return 1;
  return direction === 'long_short' && 1 - probability >= threshold ? -1 : 0;
}

/** Money per position; where there is less than the rules ask for, all get less in proportion. */
function budgetsOf(
  chosen: readonly Candidate[],
  available: number,
  value: number,
  { capitalFraction, maxPositions, weighting }: PortfolioRules,
): number[] {
  const part = (capitalFraction * value) / maxPositions;
  const strength = chosen.reduce((sum, candidate) => sum + candidate.strength, 0);
  const wanted =
    weighting === 'equal'
      ? chosen.map(() => part)
      : chosen.map((candidate) => part * chosen.length * (candidate.strength / strength));
  const total = wanted.reduce((sum, budget) => sum + budget, 0);
  return total <= available ? wanted : wanted.map((budget) => Math.max(0, available) * (budget / total));
}

function settle(account: Account, lane: Lane, { position, signal, entry }: Held, exitReason: ExitReason): Trade {
  const { dates } = lane.bars;
  return {
    direction: position.side > 0 ? 'long' : 'short',
    signalDate: dates[signal],
    probability: lane.signals[signal],
    entryDate: dates[entry],
    entryPrice: position.entryPrice,
    exitDate: dates[lane.bar],
    shares: position.entryShares,
    ...account.close(position, position.lastPrice),
    sessions: lane.bar - signal,
    exitReason,
  };
}

const isPrice = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
