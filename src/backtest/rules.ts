import { HORIZON_SESSIONS } from '../horizon.ts';

/** How predictions become trades. */
export type BacktestRules = {
  /** A probability at or above this opens a long position. Between 0.5 and 1, both excluded. */
  readonly threshold: number;
  /** Sessions from the signal's close to the exit's close: the label's horizon. */
  readonly holdingSessions: number;
  /**
   * `next_open`: fill at the open after the signal. `close`: fill at the very close the signal was computed from, which
   * nobody can do; optimistic, kept because the label is measured from that close.
   */
  readonly entry: 'next_open' | 'close';
  /** `long_short`: a probability of a fall at or above the threshold, 1 − p, opens a short position. */
  readonly direction: 'long_only' | 'long_short';
  /** Share of a fill's value that is paid as cost, at entry and again at exit. In [0, 1). */
  readonly costPerSide: number;
  /** Share of the price by which each fill is worse than the bar's price: dearer to buy, cheaper to sell. In [0, 1). */
  readonly slippage: number;
  /** In the trading currency. */
  readonly initialCapital: number;
  /** Share of the equity that is put to work, costs included. In (0, 1]. */
  readonly capitalFraction: number;
  /** Buy whole shares only; what is left stays cash. */
  readonly wholeShares: boolean;
};

/** How predictions of many instruments share one account. */
export type PortfolioRules = BacktestRules & {
  /** Positions open at the same time, at most; each is worth capitalFraction / maxPositions of the equity. */
  readonly maxPositions: number;
  /** `signal_strength`: positions that open together share their part in proportion to |2p − 1|. */
  readonly weighting: 'equal' | 'signal_strength';
  /**
   * Hold so many, those whose signals rank first on their day, instead of opening by the threshold; it takes the place
   * of maxPositions. Null: by the threshold.
   */
  readonly topN: number | null;
  /** With topN: what is held is sold only when its rank falls below this. At least topN; null for topN itself. */
  readonly dropBelow: number | null;
};

export const DEFAULT_BACKTEST_RULES: BacktestRules = {
  threshold: 0.6,
  holdingSessions: HORIZON_SESSIONS,
  entry: 'next_open',
  direction: 'long_only',
  costPerSide: 0.001,
  slippage: 0,
  initialCapital: 10_000,
  capitalFraction: 1,
  wholeShares: false,
};

export const DEFAULT_PORTFOLIO_RULES: PortfolioRules = {
  ...DEFAULT_BACKTEST_RULES,
  maxPositions: 10,
  weighting: 'equal',
  topN: null,
  dropBelow: null,
};

/** A rule that cannot be traded by. The message names the rule, what is possible and the value. */
export class BacktestRuleError extends RangeError {
  override readonly name = 'BacktestRuleError';
}

/** What is possible for a number. */
export type Bound = { readonly what: string; readonly holds: (value: number) => boolean };

export const COUNT: Bound = {
  what: 'a whole number from 1 on',
  holds: (value) => Number.isSafeInteger(value) && value >= 1,
};

/** What is possible for each rule that is a number. */
export const RULE_BOUNDS = {
  threshold: { what: 'above 0.5 and below 1', holds: (value) => value > 0.5 && value < 1 },
  holdingSessions: COUNT,
  costPerSide: { what: 'at least 0 and below 1', holds: (value) => value >= 0 && value < 1 },
  slippage: { what: 'at least 0 and below 1', holds: (value) => value >= 0 && value < 1 },
  initialCapital: { what: 'above 0', holds: (value) => value > 0 && Number.isFinite(value) },
  capitalFraction: { what: 'above 0 and at most 1', holds: (value) => value > 0 && value <= 1 },
  maxPositions: COUNT,
} as const satisfies Record<string, Bound>;

/** What is possible for each rule that is a word. */
export const RULE_CHOICES = {
  entry: ['next_open', 'close'],
  direction: ['long_only', 'long_short'],
  weighting: ['equal', 'signal_strength'],
} as const;

/** @throws BacktestRuleError */
export function checkRules(rules: PortfolioRules): void {
  for (const [name, { what, holds }] of Object.entries(RULE_BOUNDS)) {
    const value: unknown = Reflect.get(rules, name);
    if (typeof value !== 'number' || !holds(value)) fail(name, what, value);
  }
  for (const [name, choices] of Object.entries(RULE_CHOICES)) {
    const value: unknown = Reflect.get(rules, name);
    if (!choices.some((choice) => choice === value)) fail(name, choices.map((c) => `'${c}'`).join(' or '), value);
  }
  if (typeof rules.wholeShares !== 'boolean') fail('wholeShares', 'true or false', rules.wholeShares);
  checkRanking(rules);
}

function checkRanking({ topN, dropBelow, direction, weighting }: PortfolioRules): void {
  if (topN === null) {
    if (dropBelow !== null) fail('dropBelow', 'left out where topN is', dropBelow);
    return;
  }
  if (!COUNT.holds(topN)) fail('topN', COUNT.what, topN);
  if (dropBelow !== null && !(COUNT.holds(dropBelow) && dropBelow >= topN)) {
    fail('dropBelow', `a whole number from topN (${topN}) on`, dropBelow);
  }
  if (direction !== 'long_only') fail('direction', "'long_only' where topN is given", direction);
  if (weighting !== 'equal') fail('weighting', "'equal' where topN is given", weighting);
}

function fail(name: string, what: string, value: unknown): never {
  throw new BacktestRuleError(`backtest rule ${name} must be ${what}, got ${value}`);
}
