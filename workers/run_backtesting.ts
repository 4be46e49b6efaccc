import { backtest, DEFAULT_BACKTEST_RULES } from '../src/backtest/index.ts';
import { saveBacktest } from '../src/db/backtests.ts';
import { readBars } from '../src/db/bars.ts';
import { modelOfRun } from '../src/db/models.ts';
import { holdoutProbabilities } from '../src/db/predictions.ts';
import { readPolicy } from '../src/db/runs.ts';
import { HORIZON_SESSIONS } from '../src/horizon.ts';
import { pinnedInput } from '../src/pipeline/dataset.ts';
import type { Step } from '../src/pipeline/step.ts';

/** Step 8: trades the holdout predictions: in at the next open, seven sessions, out at the close, costs on both sides. */
export const runBacktesting: Step = {
  name: 'run_backtesting',
  async work({ run, runId, db }) {
    const model = await modelOfRun(db, runId);
    const policy = await readPolicy(db, run.instrument_id);
    const { lastSession } = pinnedInput(run);
    const bars = await readBars(db, run.instrument_id, lastSession);
    const predictions = new Map((await holdoutProbabilities(db, model.id)).map((p) => [p.date, p.probability]));
    const signals = Float64Array.from(bars.dates, (date) => predictions.get(date) ?? Number.NaN);
    const rules = {
      ...DEFAULT_BACKTEST_RULES,
      threshold: policy.probabilityThreshold,
      holdingSessions: HORIZON_SESSIONS,
      costPerSide: policy.transactionCost,
      initialCapital: policy.initialCapital,
    };
    const result = backtest(bars, signals, rules);
    const { metrics } = result;
    const percent = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(1)} %`);
    return {
      write: (client) =>
        saveBacktest(
          client,
          { instrumentId: run.instrument_id, modelId: model.id, runId, symbol: run.symbol },
          rules,
          result,
        ),
      summary:
        `${metrics.totalTrades} trades, return ${percent(metrics.totalReturn)} ` +
        `(buy and hold ${percent(metrics.buyAndHold.totalReturn)}), maximum drawdown ${percent(metrics.maxDrawdown)}`,
      output: { trades: metrics.totalTrades, total_return: metrics.totalReturn, quality: metrics.quality },
    };
  },
};
