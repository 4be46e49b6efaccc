import { baseLogOdds, believed, DEEP, SHALLOW } from '../../../src/learn/index.ts';
import { pastShares } from '../../../src/learn/judging/past_share.ts';
import { MAJORITY, TRIVIAL_RULES } from '../../../src/learn/judging/trivial_rules.ts';
import { OWN_COLUMNS } from './columns.ts';
import { learnedTrees, rawLabels, type Task } from './learn.ts';
import type { Series } from './read_folder.ts';
import { extract } from './store.ts';
import { type Member, type Mixture, meanOf, opened } from './surrogates.ts';

/** Forecasts of the rows of a year. */
export type Forecast = {
  readonly scores: Float64Array;
  /** Of a rise; left out where scores only order. */
  readonly probabilities?: Float64Array;
};

const OWN = 'pooled trees, own prices';
const MARKET = 'pooled trees, with the market';
const BOTH = 'mean of both pooled trees';

export const LEARNED = [OWN, MARKET, BOTH] as const;
export const DECLARED_DIRECTION: (typeof LEARNED)[number] = BOTH;

export const RULES = TRIVIAL_RULES.map(({ name }) => name);
export { MAJORITY };

/** Models of direction, and which of them each forecast is the mean of. */
export type Learned = { readonly members: readonly Member[]; readonly mixtures: Readonly<Record<string, Mixture>> };

/** @param market columns of the indices */
export function learnedDirection(task: Task, market: readonly string[]): Learned {
  const own = learnedTrees(task, OWN_COLUMNS, SHALLOW, rawLabels);
  const withMarket = learnedTrees(task, [...OWN_COLUMNS, ...market], DEEP, rawLabels);
  const members = [...own, ...withMarket];
  const places = [...members.keys()];
  return {
    members,
    mixtures: { [OWN]: places.slice(0, own.length), [MARKET]: places.slice(own.length), [BOTH]: places },
  };
}

/** What the mixtures say of rows, by name. */
export function learnedForecasts(
  task: Task,
  { members, mixtures }: Learned,
  judged: Int32Array,
): Map<string, Forecast> {
  const logOdds = members.map((member) => opened(member).say(extract(task.store, judged, member.columns)));
  const base = pastLogOdds(task);
  const { slope, intercept } = believed(base);
  return new Map(
    Object.entries(mixtures).map(([name, mixture]) => {
      const scores = meanOf(
        mixture.map((i) => logOdds[i]),
        judged.length,
      );
      const said = (score: number) => (mixture.length === 0 ? base : slope * score + intercept);
      return [name, { scores, probabilities: scores.map((score) => 1 / (1 + Math.exp(-said(score)))) }];
    }),
  );
}

/** What orders the stocks of a day by a model of direction: the one that knows the market. */
export const marketScores = (forecasts: ReadonlyMap<string, Forecast>): Float64Array => {
  const found = forecasts.get(MARKET);
  if (!found) throw new RangeError(`no forecast is called "${MARKET}"`);
  return found.scores;
};

/** Log-odds of a rise among all labels that ended before the year. */
function pastLogOdds({ rows, days: [yearFrom] }: Task): number {
  let [rises, falls] = [0, 0];
  for (let row = 0; row < rows.count && rows.day[row] < yearFrom; row++) {
    if (rows.labelEnd[row] >= yearFrom) continue;
    if (rows.growth[row] > 1) rises++;
    else falls++;
  }
  return baseLogOdds(rises, falls);
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
