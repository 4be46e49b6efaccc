import { dayNumber, isoDateOf } from './dates.ts';

/**
 * What a bar has to be: one rule for every way in. The constraints of the price tables say the same (migrations 0001 and
 * 0017); an import is judged by those, and price files, for features and backtests, by these. A value that
 * breaks it gets in nowhere. Four prices that contradict each other get into no table; of a file they are computed on as
 * they are published, and named, unless told otherwise: reference values of published histories are of those, features
 * are finite on them, and what is computed of a file is stored nowhere. Rows that an adopted table had before it had the
 * rule are left alone, and quality counts them.
 *
 * The bounds are far outside any market. They are there because squares and ratios of larger numbers overflow, and
 * "finite from the warm-up on" could not be promised. The lower one keeps high − low from being so small, unless it is
 * 0, that a division by it overflows.
 */

/** What one value of a bar has to be. `rule` says what a good value is, for instance `between 1e-9 and 1e12`. */
export type BarRule = { readonly rule: string; readonly holds: (value: number) => boolean };

/** Written so that NaN breaks it. */
const between = (least: number, most: number, rule: string): BarRule => ({
  rule,
  holds: (value) => value >= least && value <= most,
});

export const PRICE_BOUNDS = { least: 1e-9, most: 1e12 } as const;
const PRICE = between(PRICE_BOUNDS.least, PRICE_BOUNDS.most, 'between 1e-9 and 1e12');

/** The rules by field. */
export const BAR_RULES = {
  open: PRICE,
  high: PRICE,
  low: PRICE,
  close: PRICE,
  volume: between(0, 1e19, 'between 0 and 1e19'),
} as const satisfies Readonly<Record<string, BarRule>>;

export type BarField = keyof typeof BAR_RULES;

/** In the order in which they are checked. */
export const BAR_FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

/** A split factor: 0 is "no split" in many sources. */
export const SPLIT_RULE: BarRule = {
  rule: '0 or between 1e-9 and 1e9',
  holds: (factor) => factor === 0 || (factor >= 1e-9 && factor <= 1e9),
};
export const DIVIDEND_RULE: BarRule = {
  rule: '0 or between 1e-12 and 1e12',
  holds: (amount) => amount === 0 || (amount >= 1e-12 && amount <= 1e12),
};

/** Nothing was traded on an exchange before: an older date was read wrongly, or lacks its century. */
const EARLIEST_SESSION = '1600-01-01';

/** What the ISO date of a session has to be. */
export type SessionRule = { readonly rule: string; readonly holds: (date: string) => boolean };

/** @param today its UTC day counts: tomorrow has begun in Auckland then. Without it, any later date may be one */
export function sessionRule(today?: Date): SessionRule {
  if (today === undefined) return { rule: `from ${EARLIEST_SESSION} on`, holds: (date) => date >= EARLIEST_SESSION };
  const tomorrow = isoDateOf(dayNumber(today.toISOString().slice(0, 10)) + 1);
  return {
    rule: `from ${EARLIEST_SESSION} to ${tomorrow}`,
    holds: (date) => date >= EARLIEST_SESSION && date <= tomorrow,
  };
}

/** One bar. */
export type Bar = Readonly<Record<BarField, number>>;

/** How the four prices of a bar contradict each other. */
export type Contradiction = { readonly field: 'open' | 'high' | 'close'; readonly rule: string };

/**
 * What the constraint ohlc_consistency refuses.
 * @returns the plainest fault; undefined when there is none. Edge: of prices that are no numbers, none contradicts another
 */
export function contradictionOf(open: number, high: number, low: number, close: number): Contradiction | undefined {
  if (high < low) return { field: 'high', rule: 'at least the low' };
  if (open < low || open > high) return { field: 'open', rule: 'within low–high' };
  if (close < low || close > high) return { field: 'close', rule: 'within low–high' };
  return undefined;
}
