import type { Trade } from '../account.ts';

export type TradeMetrics = {
  readonly totalTrades: number;
  /** Trades with a net return above 0. */
  readonly winningTrades: number;
  /** Trades with a net return below 0; one of exactly 0 is neither. */
  readonly losingTrades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly avgTradeReturn: number | null;
  readonly bestTradeReturn: number | null;
  readonly worstTradeReturn: number | null;
  /** In sessions, as everywhere where days are counted. */
  readonly avgTradeDurationDays: number | null;
};

/** Figures per trade. Without trades the counts are 0 and everything else is null. */
export function tradeMetrics(trades: readonly Trade[]): TradeMetrics {
  const returns = trades.map((trade) => trade.return);
  return {
    totalTrades: trades.length,
    winningTrades: returns.filter((r) => r > 0).length,
    losingTrades: returns.filter((r) => r < 0).length,
    winRate: winRate(returns),
    profitFactor: profitFactor(returns),
    avgTradeReturn: average(returns),
    bestTradeReturn: returns.length === 0 ? null : Math.max(...returns),
    worstTradeReturn: returns.length === 0 ? null : Math.min(...returns),
    avgTradeDurationDays: average(trades.map((trade) => trade.sessions)),
  };
}

/** Share of trades with a net return above 0; null without trades. */
export function winRate(returns: readonly number[]): number | null {
  return returns.length === 0 ? null : returns.filter((r) => r > 0).length / returns.length;
}

/**
 * Profit factor: sum of the winning returns over the size of the sum of the losing ones. Returns and not money, because
 * reinvested capital would let late trades count for more than early ones. Null when nothing was lost, or no more than
 * rounding loses.
 */
export function profitFactor(returns: readonly number[]): number | null {
  let won = 0;
  let lost = 0;
  for (const r of returns) {
    if (r > 0) won += r;
    else lost -= r;
  }
  return lost < ROUNDING ? null : won / lost;
}

const ROUNDING = 1e-12;

/** Arithmetic mean; null for no values. */
export function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
