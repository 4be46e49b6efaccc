export type Signal = 'BUY' | 'HOLD' | 'SELL';

/** BUY at or above the threshold, SELL at or below its mirror; always HOLD for a model without a passed gate. */
export function tradingSignal(gatePassed: boolean | null, probability: number, threshold: number): Signal {
  if (!gatePassed) return 'HOLD';
  if (probability >= threshold) return 'BUY';
  if (probability <= 1 - threshold) return 'SELL';
  return 'HOLD';
}
