import { type Account, createAccount, type ExitReason, type Trade } from './account.ts';
import { dayRanks } from './day_ranks.ts';
import type { TradedInstrument } from './inputs.ts';
import {
  beginSession,
  exitReasonOf,
  type Held,
  isDropped,
  isPrice,
  type Lane,
  valueAtClose,
  type Wish,
  wishOf,
} from './lane.ts';
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

type Candidate = Wish & { readonly lane: Lane; readonly signal: number };

/**
 * Trades the predictions session by session. The signal of session t is known after t's close, so a position opens at
 * the open of t+1 and closes at the close of t+h, counted in its instrument's own sessions; that close's own signal may
 * open the next position. While an instrument has a position, its signals are not looked at.
 *
 * Within a session: splits and dividends on what was held over night; fills at the open; fills at the close, exits
 * first. Of more candidates than there are places, the strongest signals are taken, |2p − 1|, and of equals the first
 * symbols; what is decided at an open rests on the value at the close before.
 *
 * Where ranks decide, `topN`, the first of a day are held instead, as many as there are places: what has a rank is sold
 * when that falls below `dropBelow`, and what has had none for h sessions at the close of the last of them. Sales come
 * before purchases.
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
  const ranks = rules.topN === null ? undefined : dayRanks(instruments);
  const lanes = instruments.map(
    (instrument, index): Lane => ({
      ...instrument,
      index,
      lastBar: last[index],
      shares: new Float64Array(dates.length),
      ranks: ranks?.[index],
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
      for (const lane of lanes) {
        if (!lane.held || !lane.isOpen || !isPrice(lane.bars.open[lane.bar]) || !isDropped(lane, 1, rules)) continue;
        lane.held.position.lastPrice = lane.bars.open[lane.bar];
        exit(lane, lane.held, 'rank');
      }
      enter(lanes, account, rules, knownValue, 1, ({ bars, bar }) => bars.open[bar]);
    }

    for (const lane of lanes) valueAtClose(lane);
    const beforeExits = account.value();
    atWork[i] = beforeExits > 0 ? account.grossValue() / beforeExits : 0;
    for (const lane of lanes) {
      const exitReason = exitReasonOf(lane, rules);
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
      const wish = wishOf(lane, lane.bar - age, rules);
      if (wish) candidates.push({ lane, signal: lane.bar - age, ...wish });
    }
  }
  if (candidates.length === 0 || places <= 0) return;
  // The sort is stable: between equals the order of the symbols decides.
  const chosen = candidates.sort((a, b) => b.strength - a.strength).slice(0, places);
  const budgets = budgetsOf(chosen, account.available(), value, rules);
  chosen.forEach(({ lane, signal, side }, i) => {
    const position = account.open({ side, price: priceOf(lane), budget: budgets[i] });
    if (position) lane.held = { position, signal, entry: lane.bar, spoken: signal };
  });
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
