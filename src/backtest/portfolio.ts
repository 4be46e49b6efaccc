import { FEWEST_RANKED } from '../metrics/ranks.ts';
import type { Trade } from './account.ts';
import { type Contribution, contributionsOf } from './contributions.ts';
import { checkInstrument, checkTrials, type TradedInstrument } from './inputs.ts';
import { holdingPath } from './metrics/buy_and_hold.ts';
import { type BacktestMetrics, performance } from './performance.ts';
import { checkRules, DEFAULT_PORTFOLIO_RULES, type PortfolioRules } from './rules.ts';
import { simulate } from './simulate.ts';

type PortfolioTrade = Trade & { readonly symbol: string };

export type PortfolioBacktest = {
  /** In the order of their exits. */
  readonly trades: readonly PortfolioTrade[];
  /** The account after the close of each session of any instrument. */
  readonly equity: {
    readonly dates: readonly string[];
    readonly cash: Float64Array;
    /** Signed shares by symbol. */
    readonly shares: ReadonlyMap<string, Float64Array>;
    /** cash + Σ shares × last close. */
    readonly value: Float64Array;
  };
  readonly metrics: BacktestMetrics;
  /** In the order of the symbols. */
  readonly contributions: readonly Contribution[];
};

/**
 * What trading the predictions of many instruments from one account would have brought. Each instrument keeps its own
 * calendar; on a session of others it is valued at its last close. Buy and hold is equal parts in all instruments, each
 * from its first close in the range on, never evened out. The order of the instruments changes nothing, to the last bit.
 *
 * @throws BacktestRuleError for a rule out of range
 * @throws RangeError for no instrument, fewer than can be ranked or are to be held where ranks decide, a symbol that is there twice, and what `backtest` refuses
 */
export function backtestPortfolio(
  given: readonly TradedInstrument[],
  rules: Partial<PortfolioRules> = {},
  { trials = 1 }: { readonly trials?: number } = {},
): PortfolioBacktest {
  const asked = { ...DEFAULT_PORTFOLIO_RULES, ...rules };
  checkRules(asked);
  const complete = { ...asked, maxPositions: asked.topN ?? asked.maxPositions };
  checkTrials(trials);
  if (given.length === 0) throw new RangeError('a portfolio needs at least one instrument, got none');
  if (complete.topN !== null && given.length < FEWEST_RANKED) {
    throw new RangeError(
      `backtest rule topN (${complete.topN}) ranks instruments: it needs at least ${FEWEST_RANKED}, got ${given.length}`,
    );
  }
  if (complete.topN !== null && complete.topN > given.length) {
    throw new RangeError(
      `backtest rule topN must be at most the ${given.length} instruments there are, got ${complete.topN}: the rest of the capital would lie idle`,
    );
  }
  const instruments = given.toSorted((a, b) => (a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0));
  instruments.forEach((instrument, i) => {
    if (instrument.symbol === instruments[i + 1]?.symbol) {
      throw new RangeError(`symbols of a portfolio must be distinct, got ${JSON.stringify(instrument.symbol)} twice`);
    }
    checkInstrument(instrument);
  });
  const simulation = simulate(instruments, complete);
  const { dates, cash, value, holdings } = simulation;
  const trades = simulation.trades.map(({ instrument, trade }) => ({
    symbol: instruments[instrument].symbol,
    ...trade,
  }));
  const symbols = instruments.map(({ symbol }) => symbol);
  return {
    trades,
    equity: { dates, cash, value, shares: new Map(symbols.map((symbol, i) => [symbol, holdings[i]])) },
    metrics: performance(simulation, trades, equalParts(instruments, dates), { ...complete, trials }),
    contributions: contributionsOf(symbols, trades, complete.initialCapital),
  };
}

function equalParts(instruments: readonly TradedInstrument[], dates: readonly string[]): Float64Array {
  const sum = new Float64Array(dates.length);
  for (const { bars, actions } of instruments) {
    const first = bars.dates.findIndex((date) => date >= dates[0]);
    const path = holdingPath(dates, bars, first, actions);
    for (let i = 0; i < sum.length; i++) sum[i] += path[i] / instruments.length;
  }
  return sum;
}
