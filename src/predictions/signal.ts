export type Signal = 'BUY' | 'HOLD' | 'SELL';

/** What is asked of a model before its probability is a signal. */
export type SignallingModel = {
  /** Whether it may signal at all: the view model_signals. */
  readonly signals: boolean;
  /** Share of rises among the rows it learned from; null where that is not known. */
  readonly trainingBaseRate: number | null;
};

/**
 * BUY at or above the threshold and above the base rate, SELL at or below the threshold's mirror and below the base
 * rate; always HOLD for a model that may not signal. Function trading_signal in SQL.
 */
export function tradingSignal(model: SignallingModel, probability: number, threshold: number): Signal {
  if (!model.signals) return 'HOLD';
  const said = tradedProbability(probability, model.trainingBaseRate);
  if (said >= threshold) return 'BUY';
  if (said <= 1 - threshold) return 'SELL';
  return 'HOLD';
}

/**
 * A probability as it may be traded on: one half, which says nothing, where it is a rise that is no likelier than the
 * base rate, or a fall that is. Where rises are frequent, a model that only repeats how frequent they are says nothing.
 * @param baseRate null where it is not known: one half is assumed
 */
export function tradedProbability(probability: number, baseRate: number | null): number {
  const usual = baseRate ?? 0.5;
  const isContradicted = probability > 0.5 ? probability <= usual : probability >= usual;
  return isContradicted ? 0.5 : probability;
}
