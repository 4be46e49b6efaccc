import { HORIZON_SESSIONS } from '../horizon.ts';

/** How predictions become trades. Long only, one position at a time, always with all the capital. */
export type BacktestRules = {
  /** A probability at or above this opens a position. In [0, 1]. */
  readonly threshold: number;
  /** Sessions from the signal's close to the exit's close: the label's horizon. */
  readonly holdingSessions: number;
  /** Share of a fill's value that is paid as cost, at entry and again at exit. In [0, 1). */
  readonly costPerSide: number;
  /** In the trading currency. */
  readonly initialCapital: number;
  /**
   * `next_open`: buy at the open after the signal. `close`: buy at the very close the signal was computed from, which
   * nobody can do; optimistic, kept because the label is measured from that close.
   */
  readonly entry: 'next_open' | 'close';
};

export const DEFAULT_BACKTEST_RULES: BacktestRules = {
  threshold: 0.6,
  holdingSessions: HORIZON_SESSIONS,
  costPerSide: 0.001,
  initialCapital: 10_000,
  entry: 'next_open',
};

/** @throws RangeError naming the rule and its value. */
export function checkRules(rules: BacktestRules): void {
  const { threshold, holdingSessions, costPerSide, initialCapital, entry } = rules;
  if (!(threshold >= 0 && threshold <= 1)) fail('threshold', threshold, 'between 0 and 1');
  if (!(Number.isInteger(holdingSessions) && holdingSessions > 0)) {
    fail('holdingSessions', holdingSessions, 'a positive integer');
  }
  if (!(costPerSide >= 0 && costPerSide < 1)) fail('costPerSide', costPerSide, 'at least 0 and below 1');
  if (!(initialCapital > 0 && Number.isFinite(initialCapital))) fail('initialCapital', initialCapital, 'positive');
  if (entry !== 'next_open' && entry !== 'close') fail('entry', entry, "'next_open' or 'close'");
}

function fail(name: keyof BacktestRules, value: unknown, expected: string): never {
  throw new RangeError(`backtest rule ${name} must be ${expected}, got ${value}`);
}
