/** What one instrument brought to a portfolio. */
export type Contribution = {
  readonly symbol: string;
  readonly trades: number;
  /** Net of everything, in the trading currency. */
  readonly profit: number;
  /** Profit over the initial capital. Those of all instruments add up to the total return. */
  readonly contribution: number;
};

/** Per symbol, in the order given, also where nothing was traded: then 0. */
export function contributionsOf(
  symbols: readonly string[],
  trades: readonly { readonly symbol: string; readonly profit: number }[],
  initialCapital: number,
): Contribution[] {
  const count = new Map<string, number>();
  const profits = new Map<string, number>();
  for (const { symbol, profit } of trades) {
    count.set(symbol, (count.get(symbol) ?? 0) + 1);
    profits.set(symbol, (profits.get(symbol) ?? 0) + profit);
  }
  return symbols.map((symbol) => {
    const profit = profits.get(symbol) ?? 0;
    return { symbol, trades: count.get(symbol) ?? 0, profit, contribution: profit / initialCapital };
  });
}
