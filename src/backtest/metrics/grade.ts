type BacktestQuality = 'EXCELLENT' | 'GOOD' | 'FAIR' | 'POOR';

export type BacktestGrade = {
  readonly quality: BacktestQuality;
  /** 0 … 1. */
  readonly qualityScore: number;
};

/** The figures a backtest is graded on. */
export type GradedMetrics = {
  readonly totalReturn: number | null;
  readonly annualizedReturn: number | null;
  /** Annualised return minus that of buying and holding over the same sessions. */
  readonly excessReturn: number | null;
  readonly sharpeRatio: number | null;
  readonly maxDrawdown: number | null;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly totalTrades: number;
  readonly winningTrades: number;
};

/** Trades from which on the figures count in full. At 7 sessions each that is about a year. */
const FULL_EVIDENCE_TRADES = 30;

/** A backtest that lost money scores at most this, whatever else it did well: POOR. */
const LOSS_CAP = 0.2;

const GRADES: readonly (readonly [number, BacktestQuality])[] = [
  [0.75, 'EXCELLENT'],
  [0.5, 'GOOD'],
  [0.25, 'FAIR'],
];

/**
 * Score and grade of a backtest. Six criteria, each 0 at its poor end, 1 at its excellent end and linear between, are
 * averaged; the average is multiplied by the evidence, min(1, trades / 30). So one lucky trade scores 0.03, and no
 * backtest of fewer than 23 trades reaches EXCELLENT (0.75; GOOD from 0.5, FAIR from 0.25, else POOR).
 *
 * | criterion | 0 at | 1 at | why |
 * |---|---|---|---|
 * | annualised return | 0 | 24 % | the target, 12 %, is half way |
 * | lead over buy and hold | −10 points | +10 points | what the predictions add |
 * | Sharpe ratio | 0 | 2 | |
 * | maximum drawdown | −40 % | 0 | |
 * | win rate | 50 % | 66 % | the target, 58 %, is half way |
 * | profit factor | 1 | 2 | 1 when there were winners and no losers |
 *
 * A figure that is not defined earns nothing.
 */
export function gradeBacktest(metrics: GradedMetrics): BacktestGrade {
  const unbeaten = metrics.profitFactor === null && metrics.winningTrades > 0;
  const criteria = [
    scale(metrics.annualizedReturn, 0, 0.24),
    scale(metrics.excessReturn, -0.1, 0.1),
    scale(metrics.sharpeRatio, 0, 2),
    scale(metrics.maxDrawdown, -0.4, 0),
    scale(metrics.winRate, 0.5, 0.66),
    unbeaten ? 1 : scale(metrics.profitFactor, 1, 2),
  ];
  const merit = criteria.reduce((sum, points) => sum + points, 0) / criteria.length;
  const evidence = Math.min(1, metrics.totalTrades / FULL_EVIDENCE_TRADES);
  const lost = metrics.totalReturn === null || metrics.totalReturn <= 0;
  const qualityScore = Math.min(merit * evidence, lost ? LOSS_CAP : 1);
  return { quality: GRADES.find(([least]) => qualityScore >= least)?.[1] ?? 'POOR', qualityScore };
}

function scale(value: number | null, poor: number, excellent: number): number {
  return value === null ? 0 : Math.min(1, Math.max(0, (value - poor) / (excellent - poor)));
}
