import type { Backtest, BacktestRules, Contribution, PortfolioBacktest, PortfolioRules } from '../../backtest/index.ts';
import { fewOf, percent, plural } from '../terminal/text.ts';
import { figureLines, rulesLine } from './figures.ts';
import type { ScoredFile } from './read_portfolio.ts';
import { predictionsIn } from './signals.ts';

/** A backtest on one screen: the rules, the strategy beside buying and holding, the trades, and what it proves. */
export function reportLines({ equity, metrics }: Backtest, rules: BacktestRules, predictions: number): string[] {
  const { dates } = equity;
  return [
    `${dates[0]} to ${dates[dates.length - 1]}: ${plural(dates.length, 'session')}, ${plural(predictions, 'prediction')}`,
    rulesLine(rules),
    '',
    ...figureLines(metrics),
  ];
}

/** The same of a portfolio, with whose prices do not cover its range, and which instruments gave most and least. */
export function portfolioReportLines(
  { equity, metrics, contributions }: PortfolioBacktest,
  rules: PortfolioRules,
  files: readonly ScoredFile[],
): string[] {
  const { dates } = equity;
  const predictions = files.reduce((count, { signals }) => count + predictionsIn(signals), 0);
  return [
    `${dates[0]} to ${dates[dates.length - 1]}: ${plural(dates.length, 'session')}, ` +
      `${plural(files.length, 'instrument')}, ${plural(predictions, 'prediction')}`,
    ...coverageLine(files, dates[0], dates[dates.length - 1]),
    rulesLine(rules, sharingOf(rules)),
    '',
    ...figureLines(metrics, rules.topN === null ? undefined : 'no day ranked five of them'),
    ...contributionLines(contributions),
  ];
}

function sharingOf({ topN, dropBelow, maxPositions, weighting }: PortfolioRules): string[] {
  if (topN !== null) return ['of equal weight', ...(dropBelow === null ? [] : [`sold below rank ${dropBelow}`])];
  return [
    `at most ${plural(maxPositions, 'position')} ${weighting === 'equal' ? 'of equal weight' : 'weighted by signal strength'}`,
  ];
}

/** Prices that begin or end within the range: what was not there could not be traded, and ends were closed at. */
function coverageLine(files: readonly ScoredFile[], from: string, to: string): string[] {
  const partial = files.flatMap(({ symbol, bars: { dates } }) => {
    const limits = [
      ...(dates[0] > from ? [`from ${dates[0]}`] : []),
      ...(dates[dates.length - 1] < to ? [`to ${dates[dates.length - 1]}`] : []),
    ];
    return limits.length === 0 ? [] : [`${symbol} ${limits.join(' ')}`];
  });
  if (partial.length === 0) return [];
  return [`for a part of it only, prices of ${partial.length} of ${files.length}: ${fewOf(partial)}`];
}

const SHOWN = 3;

/** Who gave most and least; everybody, where they are few. */
function contributionLines(contributions: readonly Contribution[]): string[] {
  const ranked = contributions.toSorted((a, b) => b.contribution - a.contribution);
  const named = ({ symbol, contribution }: Contribution) => `${symbol} ${percent(contribution)}`;
  const parts =
    ranked.length <= 2 * SHOWN
      ? ranked.map(named).join(', ')
      : `most from ${ranked.slice(0, SHOWN).map(named).join(', ')}; least from ` +
        ranked.toReversed().slice(0, SHOWN).map(named).join(', ');
  return [`return      ${parts} (parts of the total return)`];
}
