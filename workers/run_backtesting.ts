import { DEFAULT_BACKTEST_RULES } from '../src/backtest/index.ts';
import { saveBacktest } from '../src/db/backtests.ts';
import { whyOnlyContext } from '../src/db/market_context.ts';
import { modelOfRun } from '../src/db/models.ts';
import { holdoutProbabilities } from '../src/db/predictions.ts';
import { readPolicy } from '../src/db/runs.ts';
import { whyOnlyHold } from '../src/predictions/index.ts';
import { readPinnedInputs } from '../src/step_support/read_feature_inputs.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import { tradePredictions } from '../src/step_support/traded_predictions.ts';
import { counted } from '../src/text.ts';

/**
 * Step 8: trades the holdout predictions: in at the next open, seven sessions, out at the close, costs on both sides. What
 * only serves as context is not traded.
 */
export const runBacktesting: InstrumentStep = {
  name: 'run_backtesting',
  async work(context) {
    const { run, runId, db } = context;
    const model = await modelOfRun(db, runId);
    const onlyContext = await whyOnlyContext(db, run.instrument_id);
    if (onlyContext !== undefined)
      return { summary: `not traded: ${run.symbol} ${onlyContext}`, output: { not_traded: onlyContext } };
    const policy = await readPolicy(db, run.instrument_id);
    const rules = {
      ...DEFAULT_BACKTEST_RULES,
      threshold: policy.probabilityThreshold,
      costPerSide: policy.transactionCost,
      initialCapital: policy.initialCapital,
    };
    const { bars } = (await readPinnedInputs(context)).inputs;
    const predictions = await holdoutProbabilities(db, model.id);
    const target = { instrumentId: run.instrument_id, modelId: model.id, runId, symbol: run.symbol };
    const result = await tradePredictions(db, { ...target, predictions, bars }, rules);
    const { metrics } = result;
    const onlyHold = whyOnlyHold(predictions, policy.probabilityThreshold);
    const percent = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
    return {
      write: async (client) => {
        await saveBacktest(client, target, rules, result);
      },
      summary:
        `${counted(metrics.totalTrades, 'trade')}, return ${percent(metrics.totalReturn)} ` +
        `(buy and hold ${percent(metrics.buyAndHold.totalReturn)}), maximum drawdown ${percent(metrics.maxDrawdown)}${onlyHold ? `; ${onlyHold}` : ''}`,
      output: {
        trades: metrics.totalTrades,
        total_return: metrics.totalReturn,
        deflated_sharpe: metrics.deflatedSharpe,
        quality: metrics.quality,
      },
    };
  },
};
