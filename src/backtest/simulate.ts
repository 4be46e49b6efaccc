import type { Bars } from '../bars.ts';
import type { BacktestRules } from './rules.ts';

/** One position from buy to sell. */
export type Trade = {
  /** Session whose close the prediction was made after. */
  readonly signalDate: string;
  readonly entryDate: string;
  readonly entryPrice: number;
  readonly exitDate: string;
  readonly exitPrice: number;
  readonly shares: number;
  /** Money out over money in, minus 1: net of the cost of both sides. */
  readonly return: number;
  /** The prediction that opened it. */
  readonly probability: number;
  /** Sessions from the signal's close to the exit's close. */
  readonly sessions: number;
};

/** The account after each session's close, from the first prediction to the last session a prediction can reach. */
export type EquityCurve = {
  /** Bar index of the first entry. */
  readonly from: number;
  readonly dates: readonly string[];
  readonly cash: Float64Array;
  readonly shares: Float64Array;
  /** cash + shares × close. */
  readonly value: Float64Array;
};

type Position = {
  readonly signal: number;
  readonly entry: number;
  readonly entryPrice: number;
  readonly exit: number;
  readonly shares: number;
  readonly moneyIn: number;
};

/**
 * Trades the predictions, session by session. The signal of session t is known after t's close, so a position opens
 * at the open of t+1 and closes at the close of t+h; that close's own signal may open the next position. While a
 * position is open, signals are not looked at.
 *
 * Not opened: a position whose exit lies beyond the last bar, for its result is unknown; and one whose entry or exit
 * price is no positive number, for nobody traded there. Such a price on a session in between is skipped when the
 * position is valued: the last good price stands.
 *
 * @param signals probability per bar, NaN where there is no prediction
 */
export function simulate(
  bars: Bars,
  signals: ArrayLike<number>,
  rules: BacktestRules,
): { trades: Trade[]; equity: EquityCurve } {
  const { costPerSide, holdingSessions, entry } = rules;
  const { from, to } = evaluatedRange(bars, signals, holdingSessions);
  const dates = bars.dates.slice(from, to + 1);
  const equity = {
    from,
    dates,
    cash: new Float64Array(dates.length),
    shares: new Float64Array(dates.length),
    value: new Float64Array(dates.length),
  };
  const trades: Trade[] = [];
  let cash = rules.initialCapital;
  let position: Position | null = null;
  let lastPrice = 0;

  const buy = (signal: number, session: number, price: number): Position | null => {
    const exit = signal + holdingSessions;
    const wanted = signals[signal] >= rules.threshold && exit < bars.close.length;
    if (!wanted || !isPrice(price) || !isPrice(bars.close[exit])) return null;
    const moneyIn = cash;
    cash = 0;
    lastPrice = price;
    return {
      signal,
      entry: session,
      entryPrice: price,
      exit,
      // The cost comes out of the same capital: shares × price × (1 + cost) is all of it.
      shares: moneyIn / (price * (1 + costPerSide)),
      moneyIn,
    };
  };

  for (let t = from; t <= to; t++) {
    const close = bars.close[t];
    if (entry === 'next_open' && position === null && t > from) position = buy(t - 1, t, bars.open[t]);
    if (position?.exit === t) {
      cash = position.shares * close * (1 - costPerSide);
      trades.push(toTrade(position, bars, signals[position.signal], cash));
      position = null;
    }
    if (entry === 'close' && position === null) position = buy(t, t, close);

    if (isPrice(close)) lastPrice = close;
    const shares = position?.shares ?? 0;
    equity.cash[t - from] = cash;
    equity.shares[t - from] = shares;
    equity.value[t - from] = cash + shares * lastPrice;
  }
  return { trades, equity };
}

/**
 * First to last bar index the predictions speak about: from the first prediction, when the capital still is cash, to
 * the exit of a position opened on the last one. Bars outside would only dilute volatility and annualised return.
 * Without any prediction the range is empty (to < from).
 */
function evaluatedRange(bars: Bars, signals: ArrayLike<number>, holdingSessions: number): { from: number; to: number } {
  let from = -1;
  let last = -1;
  for (let t = 0; t < signals.length; t++) {
    if (Number.isNaN(signals[t])) continue;
    if (from < 0) from = t;
    last = t;
  }
  return from < 0 ? { from: 0, to: -1 } : { from, to: Math.min(bars.close.length - 1, last + holdingSessions) };
}

function toTrade(position: Position, bars: Bars, probability: number, moneyOut: number): Trade {
  return {
    signalDate: bars.dates[position.signal],
    entryDate: bars.dates[position.entry],
    entryPrice: position.entryPrice,
    exitDate: bars.dates[position.exit],
    exitPrice: bars.close[position.exit],
    shares: position.shares,
    return: moneyOut / position.moneyIn - 1,
    probability,
    sessions: position.exit - position.signal,
  };
}

function isPrice(value: number): boolean {
  return value > 0 && Number.isFinite(value);
}
