import type { BacktestRules } from './rules.ts';

/**
 * Why a position was closed: its sessions were over, its rank fell too low, its bars were over, or the account was worth
 * nothing any more.
 */
export type ExitReason = 'horizon' | 'rank' | 'end_of_data' | 'ruin';

/** One position from its opening to its close. Money is in the trading currency. */
export type Trade = {
  readonly direction: 'long' | 'short';
  /** Session whose close the prediction was made after. */
  readonly signalDate: string;
  /** The prediction that opened it. */
  readonly probability: number;
  readonly entryDate: string;
  /** Price of the fill, slippage included. */
  readonly entryPrice: number;
  readonly exitDate: string;
  /** Price of the fill, slippage included. */
  readonly exitPrice: number;
  /** Shares at entry; negative for a short position. */
  readonly shares: number;
  /** Shares at exit: others where there was a split in between. */
  readonly exitShares: number;
  /** Received, or below 0 what a short position owed. */
  readonly dividends: number;
  /** Of both sides. */
  readonly costs: number;
  /** What the trade changed the account's value by, net of everything. */
  readonly profit: number;
  /** Profit over the money it took: the value at entry and its cost. */
  readonly return: number;
  /** Sessions from the signal's close to the exit's close. */
  readonly sessions: number;
  readonly exitReason: ExitReason;
};

/** What a position is opened by. */
type Order = {
  readonly side: 1 | -1;
  /** Price in the bars at which it fills, before slippage. */
  readonly price: number;
  /** Money to spend, cost included. */
  readonly budget: number;
};

export type Position = {
  readonly side: 1 | -1;
  readonly entryPrice: number;
  readonly entryShares: number;
  readonly entryValue: number;
  /** Value and cost at entry. */
  readonly outlay: number;
  readonly entryCost: number;
  /** Signed; splits change it. */
  shares: number;
  dividends: number;
  /** The newest price it can be valued at. */
  lastPrice: number;
};

/** What a closed position brought; the part of a trade that is money. */
type Settlement = Pick<Trade, 'exitPrice' | 'exitShares' | 'dividends' | 'costs' | 'profit' | 'return'>;

export type Account = ReturnType<typeof createAccount>;

/**
 * Cash and positions of one account, and every way in which money moves between them. Each movement keeps
 * value = initial capital + Σ (price changes of held shares + dividends − costs − slippage).
 *
 * A short position sells borrowed shares: the proceeds are cash, and the shares, counted as negative, what is owed. So
 * value = cash + Σ shares × price for both directions. Proceeds may not be spent, and as much again is set aside as
 * margin; borrowing is free and cash earns nothing.
 */
export function createAccount({ initialCapital, costPerSide, slippage, wholeShares }: BacktestRules) {
  const positions = new Set<Position>();
  let cash = initialCapital;
  let traded = 0;

  /** The largest position that a budget pays for, its cost included. */
  function size(budget: number, fill: number): { value: number; outlay: number; shares: number } {
    if (!wholeShares) {
      const value = budget / (1 + costPerSide);
      return { value, outlay: budget, shares: value / fill };
    }
    const outlayOf = (shares: number) => shares * fill * (1 + costPerSide);
    let shares = Math.floor(budget / (fill * (1 + costPerSide)));
    // Where the budget is exactly a whole number of shares, the quotient may be a hair below it or above.
    if (outlayOf(shares + 1) <= budget) shares++;
    else if (outlayOf(shares) > budget) shares--;
    return { value: shares * fill, outlay: outlayOf(shares), shares };
  }

  return {
    get cash(): number {
      return cash;
    },
    /** Value of all fills so far. */
    get traded(): number {
      return traded;
    },
    /** Cash + Σ shares × last price. */
    value(): number {
      let value = cash;
      for (const { shares, lastPrice } of positions) value += shares * lastPrice;
      return value;
    },
    /** Σ |shares × last price|. */
    grossValue(): number {
      let value = 0;
      for (const { shares, lastPrice } of positions) value += Math.abs(shares) * lastPrice;
      return value;
    },
    /** Cash that is neither proceeds nor margin of a short position. */
    available(): number {
      let free = cash;
      for (const { side, entryValue } of positions) if (side < 0) free -= 2 * entryValue;
      return free;
    },
    /** @returns the position, or undefined when the budget does not pay for one */
    open({ side, price, budget }: Order): Position | undefined {
      const fill = price * (1 + side * slippage);
      if (!(budget > 0 && fill > 0)) return undefined;
      const { value, outlay, shares } = size(budget, fill);
      if (!(shares > 0)) return undefined;
      const entryCost = outlay - value;
      cash += side > 0 ? -outlay : value - entryCost;
      traded += value;
      const position = {
        side,
        entryPrice: fill,
        entryShares: side * shares,
        entryValue: value,
        outlay,
        entryCost,
        shares: side * shares,
        dividends: 0,
        lastPrice: price,
      };
      positions.add(position);
      return position;
    },
    /** A share becomes `splitFactor` shares, each of which pays `dividend`. */
    act(position: Position, splitFactor: number, dividend: number): void {
      position.shares *= splitFactor;
      position.lastPrice /= splitFactor;
      const paid = position.shares * dividend;
      position.dividends += paid;
      cash += paid;
    },
    close(position: Position, price: number): Settlement {
      const { side, shares, entryValue, entryCost, dividends, outlay } = position;
      const exitPrice = price * (1 - side * slippage);
      const value = Math.abs(shares) * exitPrice;
      const exitCost = value * costPerSide;
      cash += side * value - exitCost;
      traded += value;
      positions.delete(position);
      const costs = entryCost + exitCost;
      const profit = side * (value - entryValue) + dividends - costs;
      return { exitPrice, exitShares: shares, dividends, costs, profit, return: profit / outlay };
    },
  };
}
