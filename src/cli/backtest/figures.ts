import type { BacktestMetrics, BacktestRules, PortfolioRules } from '../../backtest/index.ts';
import { visibleLength } from '../terminal/table.ts';
import { fixed, percent, plural, style } from '../terminal/text.ts';

/**
 * The strategy beside buying and holding, then the trades, and what they prove.
 * @param whyNone why nothing was traded, where nothing was
 */
export function figureLines(metrics: BacktestMetrics, whyNone = 'no prediction reached the threshold'): string[] {
  const { buyAndHold: held, profitFactor, winningTrades } = metrics;
  const both = (name: string, strategy: string, holding: string) => [name, strategy, holding];
  return [
    ...aligned([
      both('', 'strategy', 'buy and hold'),
      both('total return', percent(metrics.totalReturn), percent(held.totalReturn)),
      both('return per year', percent(metrics.annualizedReturn), percent(held.annualizedReturn)),
      both('volatility per year', percent(metrics.volatility), percent(held.volatility)),
      both('Sharpe ratio', fixed(metrics.sharpeRatio), fixed(held.sharpeRatio)),
      both('maximum drawdown', percent(metrics.maxDrawdown), percent(held.maxDrawdown)),
      both('Sortino ratio', fixed(metrics.sortinoRatio), ''),
      both('Calmar ratio', fixed(metrics.calmarRatio), ''),
      both('value at risk, daily 95 %', percent(metrics.var95), ''),
    ]),
    '',
    metrics.totalTrades === 0
      ? `trades      none: ${whyNone}`
      : `trades      ${metrics.totalTrades}, ${winningTrades} won (${percent(metrics.winRate, 0)}); mean ` +
        `${percent(metrics.avgTradeReturn, 2)}, best ${percent(metrics.bestTradeReturn)}, worst ` +
        `${percent(metrics.worstTradeReturn)}; profit factor ${fixed(profitFactor)}`,
    `activity    ${percent(metrics.exposure, 0)} of the capital at work, turned over ${fixed(metrics.turnover, 1)} times a year`,
    `evidence    probability of a true Sharpe ratio above 0: ${percent(metrics.probabilisticSharpe)}; ` +
      (metrics.trials === 1
        ? 'if this was the only one tried (--trials)'
        : `above the best of ${metrics.trials} trials without skill: ${percent(metrics.deflatedSharpe)}`),
    `grade       ${metrics.quality} (${fixed(metrics.qualityScore)} of 1)`,
  ];
}

/** The rules in a line. @param sharing how several instruments share the capital, where there are several */
export function rulesLine(rules: BacktestRules & Partial<PortfolioRules>, sharing: readonly string[] = []): string {
  const share = (value: number) => `${Number((100 * value).toPrecision(6))} %`;
  const { topN = null } = rules;
  const opens =
    topN !== null
      ? `long in the first ${topN} of each day`
      : rules.direction === 'long_only'
        ? `long from ${rules.threshold} on`
        : `long from ${rules.threshold} on, short where 1 − p is`;
  return [
    opens,
    rules.entry === 'next_open' ? 'at the next open' : 'at the very close predicted from (optimistic)',
    topN === null
      ? plural(rules.holdingSessions, 'session')
      : `${plural(rules.holdingSessions, 'session')} without a rank`,
    ...sharing,
    `cost ${share(rules.costPerSide)} a side`,
    ...(rules.slippage > 0 ? [`slippage ${share(rules.slippage)}`] : []),
    `capital ${rules.initialCapital.toLocaleString('en-US')}`,
    ...(rules.capitalFraction < 1 ? [`${share(rules.capitalFraction)} of it at work`] : []),
    ...(rules.wholeShares ? ['whole shares'] : []),
  ].join(', ');
}

/** The first column to the left, the others to the right, the heading dim. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => visibleLength(cells[i]))));
  return rows.map((cells, at) => {
    const line = cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
    return at === 0 ? style('dim', line) : line;
  });
}
