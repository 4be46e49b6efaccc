import { DEEP, relativeLabels } from '../../../src/learn/index.ts';
import { addedPlaces } from '../../../src/learn/ranking/added_places.ts';
import { rankCorrelation } from '../../../src/learn/ranking/daily_order.ts';
import { rankedDays } from '../../../src/learn/ranking/days.ts';
import { OWN_COLUMNS } from './columns.ts';
import type { DailySums } from './figures.ts';
import { type Labelled, learnedTrees, type Task } from './learn.ts';
import { extract } from './store.ts';
import { meanOf, opened } from './surrogates.ts';

/** Orders of the stocks of a day. */
const RELATIVE = 'pooled trees, relative label, own prices';
const RAW = 'pooled trees, raw label, with the market';
const BOTH = 'mean of the relative and the raw order';

export const RANKINGS = [RELATIVE, RAW, BOTH] as const;
export const DECLARED_RANKING: (typeof RANKINGS)[number] = BOTH;

/**
 * What orders the stocks of each day, by name.
 * @param raw what a model of direction that knows the market says of them
 */
export function rankings(task: Task, raw: Float64Array, judged: Int32Array): Map<string, Float64Array> {
  const days = judged.map((row) => task.rows.day[row]);
  const members = learnedTrees(task, OWN_COLUMNS, DEEP, relativeRows);
  const features = extract(task.store, judged, OWN_COLUMNS);
  const relative = meanOf(
    members.map((member) => opened(member).say(features)),
    judged.length,
  );
  return new Map([
    [RELATIVE, relative],
    [RAW, raw],
    [BOTH, addedPlaces(days, relative, raw)],
  ]);
}

/** Who grew more than the median of the day. */
function relativeRows({ rows }: Task, all: Int32Array): Labelled {
  const dates = Array.from(all, (row) => rows.calendar[rows.day[row]]);
  const { kept, labels } = relativeLabels(
    dates,
    Float64Array.from(all, (row) => rows.growth[row]),
  );
  return { learned: kept.map((i) => all[i]), labels };
}

/** Rank IC of each day with enough stocks: what is summed, and how many days there are. */
export function dailyIc(days: Int32Array, growth: Float64Array, scores: Float64Array, count: number): DailySums {
  const [over, under] = [new Float64Array(count), new Float64Array(count)];
  const dates = Array.from(days, String);
  for (const { date, from, to } of rankedDays(dates)) {
    const told = growth.subarray(from, to);
    if (told.every((one) => one === told[0])) continue;
    over[Number(date)] = rankCorrelation(scores.subarray(from, to), told);
    under[Number(date)] = 1;
  }
  return { over, under };
}
