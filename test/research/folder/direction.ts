import { pastShares } from '../../../src/learn/judging/past_share.ts';
import { MAJORITY, TRIVIAL_RULES } from '../../../src/learn/judging/trivial_rules.ts';
import { OWN_COLUMNS } from './columns.ts';
import { learnedTrees, type Task } from './learn.ts';
import type { Series } from './read_folder.ts';
import { extract } from './store.ts';
import { type Member, type Mixture, meanOf, opened } from './surrogates.ts';

/** Forecasts of the rows of a year. */
export type Forecast = {
  readonly scores: Float64Array;
  /** Of a rise; left out where scores only order. */
  readonly probabilities?: Float64Array;
};

/** Forecasts made of pooled trees: of which members each is the mean. */
export const MIXTURES = {
  'pooled trees, own prices': [0],
  'pooled trees, with the market': [1],
  'mean of both pooled trees': [0, 1],
} as const satisfies Readonly<Record<string, Mixture>>;

export const DECLARED_DIRECTION: keyof typeof MIXTURES = 'mean of both pooled trees';

export const RULES = TRIVIAL_RULES.map(({ name }) => name);
export { MAJORITY };

/** @param market columns of the indices */
export function learnedMembers(task: Task, market: readonly string[]): Member[] {
  return [OWN_COLUMNS, [...OWN_COLUMNS, ...market]].map((columns) => learnedTrees(task, columns));
}

/** What the mixtures say of rows, by name. */
export function mixtureForecasts(
  { store }: Task,
  members: readonly Member[],
  rows: ArrayLike<number>,
): Map<string, Forecast> {
  const logOdds = members.map((member) => opened(member).say(extract(store, rows, member.columns)));
  return new Map(
    Object.entries(MIXTURES).map(([name, mixture]) => {
      const scores = meanOf(mixture.map((i) => logOdds[i]));
      return [name, { scores, probabilities: scores.map((score) => 1 / (1 + Math.exp(-score))) }];
    }),
  );
}

/** What needs no model, of the judged sessions of one stock. */
export function ruleForecasts({ bars: { close } }: Series, sessions: Int32Array): Map<string, Forecast> {
  const before = pastShares(close, [sessions[0] ?? 0])[0];
  const majority = new Float64Array(sessions.length).fill(before);
  return new Map([
    [MAJORITY, { scores: majority, probabilities: majority }],
    ...TRIVIAL_RULES.map(({ name, score }): [string, Forecast] => [
      name,
      { scores: Float64Array.from(sessions, (t) => score(close, t)) },
    ]),
  ]);
}

/** Share of rises among the labels that were settled at each session. */
export const baseRates = ({ bars: { close } }: Series, sessions: Int32Array): Float64Array =>
  pastShares(close, sessions);
