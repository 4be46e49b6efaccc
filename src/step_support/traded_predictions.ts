import { type Backtest, type BacktestRules, backtest } from '../backtest/index.ts';
import type { Bars } from '../bars.ts';
import { countTrials } from '../db/backtests.ts';
import { readBars } from '../db/bars.ts';
import { readCorporateActions } from '../db/corporate_actions.ts';
import type { Pool } from '../db/pool.ts';
import { type Predicted, probabilitiesOn } from '../predictions/index.ts';

export type TradedModel = {
  readonly instrumentId: number;
  readonly modelId: number;
  readonly predictions: readonly Predicted[];
  /** What is traded on; all bars of this moment when absent. */
  readonly bars?: Bars;
};

/**
 * Trades predictions over the stored prices, splits and dividends.
 * @throws Error when none of the predictions is of a session that has a price
 */
export async function tradePredictions(db: Pool, traded: TradedModel, rules: BacktestRules): Promise<Backtest> {
  const { instrumentId, modelId, predictions, bars = await readBars(db, instrumentId) } = traded;
  const signals = probabilitiesOn(bars.dates, predictions);
  const first = signals.findIndex((signal) => !Number.isNaN(signal));
  if (first < 0) {
    throw new Error(`none of the ${predictions.length} predictions of model ${modelId} is of a session with a price`);
  }
  const actions = await readCorporateActions(db, instrumentId, bars.dates);
  const trials = await countTrials(db, traded, rules, bars.dates[first]);
  return backtest(bars, signals, rules, { actions, trials });
}
