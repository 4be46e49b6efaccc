import type { Backtest, BacktestRules } from '../backtest/index.ts';
import { airflowDagId } from './airflow.ts';
import type { Queryable } from './pool.ts';

/** Stores a backtest; the same model, start and threshold is one row. */
export async function saveBacktest(
  db: Queryable,
  target: { instrumentId: number; modelId: number; runId: number; symbol: string },
  rules: BacktestRules,
  { metrics, trades, equity }: Backtest,
): Promise<void> {
  const row: Record<string, unknown> = {
    model_id: target.modelId,
    instrument_id: target.instrumentId,
    pipeline_run_id: target.runId,
    airflow_dag_id: airflowDagId(target.symbol),
    airflow_run_id: String(target.runId),
    backtest_start_date: equity.dates[0],
    backtest_end_date: equity.dates.at(-1),
    holding_period_days: rules.holdingSessions,
    probability_threshold: rules.threshold,
    initial_capital: rules.initialCapital,
    transaction_cost: rules.costPerSide,
    total_return: metrics.totalReturn,
    annualized_return: metrics.annualizedReturn,
    sharpe_ratio: metrics.sharpeRatio,
    max_drawdown: metrics.maxDrawdown,
    win_rate: metrics.winRate,
    profit_factor: metrics.profitFactor,
    total_trades: metrics.totalTrades,
    winning_trades: metrics.winningTrades,
    losing_trades: metrics.losingTrades,
    avg_trade_return: metrics.avgTradeReturn,
    avg_trade_duration_days: metrics.avgTradeDurationDays,
    best_trade_return: metrics.bestTradeReturn,
    worst_trade_return: metrics.worstTradeReturn,
    volatility: metrics.volatility,
    var_95: metrics.var95,
    calmar_ratio: metrics.calmarRatio,
    sortino_ratio: metrics.sortinoRatio,
    buy_and_hold_return: metrics.buyAndHold.totalReturn,
    trade_history: JSON.stringify(trades),
    monthly_returns: JSON.stringify(metrics.monthlyReturns),
    backtest_quality: metrics.quality,
    quality_score: metrics.qualityScore,
  };
  const columns = Object.keys(row);
  const key = ['model_id', 'instrument_id', 'backtest_start_date', 'probability_threshold'];
  await db.query(
    `insert into ml_backtest_results (${columns.join(', ')})
     values (${columns.map((_, i) => `$${i + 1}`).join(', ')})
     on conflict (${key.join(', ')}) do update
     set ${columns
       .filter((name) => !key.includes(name))
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}`,
    Object.values(row),
  );
}
