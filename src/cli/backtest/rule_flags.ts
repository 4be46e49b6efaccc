import { type Command, Option } from 'commander';
import {
  type BacktestRules,
  type Bound,
  COUNT,
  DEFAULT_PORTFOLIO_RULES as DEFAULTS,
  type PortfolioRules,
  RULE_BOUNDS,
  RULE_CHOICES,
} from '../../backtest/index.ts';
import { UserError } from '../terminal/errors.ts';
import type { Period } from './signals.ts';

/** The flags as they were typed. */
export type RuleFlags = {
  readonly threshold?: string;
  readonly holding?: string;
  readonly entry?: string;
  readonly direction?: string;
  readonly cost?: string;
  readonly slippage?: string;
  readonly capital?: string;
  readonly fraction?: string;
  readonly wholeShares?: boolean;
  readonly positions?: string;
  readonly weighting?: string;
  readonly top?: string;
  readonly dropBelow?: string;
  readonly from?: string;
  readonly to?: string;
  readonly trials?: string;
};

/** Adds a flag for each rule. */
export function withRules(command: Command): Command {
  const options: [flags: string, description: string, byDefault: unknown][] = [
    ['--threshold <p>', 'probability from which a position opens, above 0.5 and below 1', DEFAULTS.threshold],
    ['--holding <sessions>', "sessions from the signal's close to the exit's", DEFAULTS.holdingSessions],
    ['--entry <when>', 'next_open, or close: of the very session predicted from, optimistic', DEFAULTS.entry],
    ['--direction <which>', 'long_only, or long_short: short where 1 − p reaches the threshold', DEFAULTS.direction],
    ['--cost <share>', 'cost of each fill as a share of its value', DEFAULTS.costPerSide],
    ['--slippage <share>', 'how much worse than the price each fill is, as a share', DEFAULTS.slippage],
    ['--capital <money>', 'capital at the start', DEFAULTS.initialCapital],
    ['--fraction <share>', 'share of the capital that is put to work', DEFAULTS.capitalFraction],
  ];
  for (const [flags, description, byDefault] of options) {
    command.addOption(new Option(flags, `${description} (${byDefault})`));
  }
  return command
    .option('--whole-shares', 'buy whole shares only')
    .option('--positions <n>', `of several instruments: positions open at once, at most (${DEFAULTS.maxPositions})`)
    .option('--weighting <how>', `of several: equal parts, or signal_strength: by |2p − 1| (${DEFAULTS.weighting})`)
    .option('--top <n>', 'of several: hold the first n of each day by their probabilities, whatever the threshold')
    .option('--drop-below <rank>', 'with --top: sell only what falls below this rank of its day (n)')
    .option('--from <date>', 'first session whose prediction counts')
    .option('--to <date>', 'last session whose prediction counts')
    .option('--trials <n>', 'how many strategies were tried, this one included: deflates its Sharpe ratio (1)');
}

/**
 * The rules for one instrument.
 * @throws UserError naming the flag, what is possible and what was given; for a flag that only a portfolio knows
 */
export function rulesOf(flags: RuleFlags): BacktestRules {
  const ofSeveral = {
    positions: flags.positions,
    weighting: flags.weighting,
    top: flags.top,
    'drop-below': flags.dropBelow,
  };
  for (const [name, value] of Object.entries(ofSeveral)) {
    if (value !== undefined) throw new UserError(`--${name} ${value} is a rule for several price files, received one`);
  }
  return commonRulesOf(flags);
}

/** @throws UserError naming the flag, what is possible and what was given */
export function portfolioRulesOf(flags: RuleFlags): PortfolioRules {
  const common = commonRulesOf(flags);
  const weighting = choice('--weighting', flags.weighting, DEFAULTS.weighting, RULE_CHOICES.weighting);
  const maxPositions = bounded('--positions', flags.positions, DEFAULTS.maxPositions, RULE_BOUNDS.maxPositions);
  const ranking = rankingOf(flags);
  if (ranking.topN !== null) {
    const others = { direction: common.direction === 'long_only', weighting: weighting === 'equal' };
    for (const name of ['direction', 'weighting'] as const) {
      if (!others[name])
        throw new UserError(`--${name} ${flags[name]} does not go with --top, which holds equal parts, long`);
    }
    if (flags.positions !== undefined) {
      throw new UserError(
        `--positions ${flags.positions} does not go with --top ${flags.top}, which says how many are held`,
      );
    }
  }
  return { ...common, maxPositions, weighting, ...ranking };
}

function rankingOf({ top, dropBelow }: RuleFlags): Pick<PortfolioRules, 'topN' | 'dropBelow'> {
  if (top === undefined) {
    if (dropBelow !== undefined)
      throw new UserError(`--drop-below ${dropBelow} needs --top, which says how many are held`);
    return { topN: null, dropBelow: null };
  }
  const topN = bounded('--top', top, 0, COUNT);
  const least = {
    what: `a whole number from --top (${topN}) on`,
    holds: (value: number) => COUNT.holds(value) && value >= topN,
  };
  return { topN, dropBelow: dropBelow === undefined ? null : bounded('--drop-below', dropBelow, topN, least) };
}

function commonRulesOf(flags: RuleFlags): BacktestRules {
  return {
    threshold: bounded('--threshold', flags.threshold, DEFAULTS.threshold, RULE_BOUNDS.threshold),
    holdingSessions: bounded('--holding', flags.holding, DEFAULTS.holdingSessions, RULE_BOUNDS.holdingSessions),
    entry: choice('--entry', flags.entry, DEFAULTS.entry, RULE_CHOICES.entry),
    direction: choice('--direction', flags.direction, DEFAULTS.direction, RULE_CHOICES.direction),
    costPerSide: bounded('--cost', flags.cost, DEFAULTS.costPerSide, RULE_BOUNDS.costPerSide),
    slippage: bounded('--slippage', flags.slippage, DEFAULTS.slippage, RULE_BOUNDS.slippage),
    initialCapital: bounded('--capital', flags.capital, DEFAULTS.initialCapital, RULE_BOUNDS.initialCapital),
    capitalFraction: bounded('--fraction', flags.fraction, DEFAULTS.capitalFraction, RULE_BOUNDS.capitalFraction),
    wholeShares: flags.wholeShares ?? DEFAULTS.wholeShares,
  };
}

/** @throws UserError naming the value */
export function trialsOf({ trials }: RuleFlags): number {
  return bounded('--trials', trials, 1, COUNT);
}

/** @throws UserError for what is no date, and for dates the wrong way round */
export function periodOf({ from, to }: RuleFlags): Period {
  for (const [flag, date] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (date === undefined) continue;
    const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(date)) {
      throw new UserError(`${flag} must be a date as 2024-01-31, received ${JSON.stringify(date)}`);
    }
  }
  if (from !== undefined && to !== undefined && from > to) {
    throw new UserError(`--from must not be after --to, received ${from} and ${to}`);
  }
  return { from, to };
}

function bounded(flag: string, text: string | undefined, byDefault: number, { what, holds }: Bound): number {
  if (text === undefined) return byDefault;
  const value = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!holds(value)) throw new UserError(`${flag} must be ${what}, received ${JSON.stringify(text)}`);
  return value;
}

function choice<Choice extends string>(
  flag: string,
  text: string | undefined,
  byDefault: Choice,
  choices: readonly Choice[],
): Choice {
  if (text === undefined) return byDefault;
  const chosen = choices.find((one) => one === text);
  if (chosen === undefined) {
    throw new UserError(`${flag} must be ${choices.join(' or ')}, received ${JSON.stringify(text)}`);
  }
  return chosen;
}
