import type { Bars } from '../bars.ts';
import type { Trade } from './account.ts';
import type { CorporateActions } from './corporate_actions.ts';
import { checkInstrument, checkTrials } from './inputs.ts';
import { holdingPath } from './metrics/buy_and_hold.ts';
import { type BacktestMetrics, performance } from './performance.ts';
import { type BacktestRules, checkRules, DEFAULT_BACKTEST_RULES, DEFAULT_PORTFOLIO_RULES } from './rules.ts';
import { simulate } from './simulate.ts';

export type BacktestOptions = {
  /** Splits and dividends; none when absent. */
  readonly actions?: CorporateActions;
  /** How many configurations were tried before this one was chosen, itself included: what its Sharpe ratio is deflated by. */
  readonly trials?: number;
};

/** The account after each session's close, from the first prediction to the last session a prediction can reach. */
type EquityCurve = {
  readonly dates: readonly string[];
  readonly cash: Float64Array;
  /** Negative while short. */
  readonly shares: Float64Array;
  /** cash + shares × close. */
  readonly value: Float64Array;
};

export type Backtest = {
  /** In time order. */
  readonly trades: readonly Trade[];
  readonly equity: EquityCurve;
  readonly metrics: BacktestMetrics;
};

/**
 * What trading the predictions would have brought, one position at a time. `signals` holds a probability per bar, NaN
 * where there is no prediction; how they become trades stands at `simulate`, each figure's formula at its function.
 *
 * @throws BacktestRuleError for a rule out of range
 * @throws RangeError for signals of another length than the bars, a signal outside [0, 1], impossible splits or dividends
 */
export function backtest(
  bars: Bars,
  signals: ArrayLike<number>,
  rules: Partial<BacktestRules> = {},
  { actions, trials = 1 }: BacktestOptions = {},
): Backtest {
  const complete = { ...DEFAULT_PORTFOLIO_RULES, ...DEFAULT_BACKTEST_RULES, ...rules, maxPositions: 1 };
  checkRules(complete);
  checkTrials(trials);
  const instrument = { symbol: '', bars, signals, actions };
  checkInstrument(instrument);
  const simulation = simulate([instrument], complete);
  const { dates, cash, value } = simulation;
  const [shares] = simulation.holdings;
  const trades = simulation.trades.map(({ trade }) => trade);
  const held = holdingPath(dates, bars, bars.dates.indexOf(dates[0]), actions);
  return {
    trades,
    equity: { dates, cash, shares, value },
    metrics: performance(simulation, trades, held, { ...complete, trials }),
  };
}
