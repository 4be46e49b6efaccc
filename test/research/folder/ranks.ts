import { familyNamed } from '../../../src/backends/index.ts';
import { relativeLabels } from '../../../src/learn/index.ts';
import { rankCorrelation } from '../../../src/learn/ranking/daily_order.ts';
import { rankedDays } from '../../../src/learn/ranking/days.ts';
import { centredRanks } from '../../../src/metrics/ranks.ts';
import { OWN_COLUMNS } from './columns.ts';
import type { DailySums } from './figures.ts';
import { learnedRows, type Task } from './learn.ts';
import { extract } from './store.ts';

/** Orders of the stocks of a day. */
const RELATIVE = 'pooled trees, relative label, own prices';
const RAW = 'pooled trees, raw label, with the market';
const BOTH = 'mean of the relative and the raw order';

export const RANKINGS = [RELATIVE, RAW, BOTH] as const;
export const DECLARED_RANKING: (typeof RANKINGS)[number] = BOTH;

/** Deeper than trees of direction: what tells stocks apart is in how features meet. Chosen on design data, not searched. */
const PARAMS = {
  ...{ max_depth: 6, eta: 0.03, min_child_weight: 50, lambda: 5 },
  ...{ subsample: 0.5, colsample_bytree: 0.1, max_bin: 64 },
};
const ROUNDS = 100;

/** Models that are added up, each learned from other days: so many seeds, too. */
const PHASES = [0, 1, 2] as const;

/** What orders the stocks of each day, by name. */
export function rankings(task: Task, market: readonly string[], judged: Int32Array): Map<string, Float64Array> {
  const days = judged.map((row) => task.rows.day[row]);
  const relative = ensemble(task, OWN_COLUMNS, judged, relativeRows);
  const raw = ensemble(task, [...OWN_COLUMNS, ...market], judged, rawRows);
  const [one, other] = [placesWithinDays(days, relative), placesWithinDays(days, raw)];
  return new Map([
    [RELATIVE, relative],
    [RAW, raw],
    [BOTH, one.map((place, i) => place + other[i])],
  ]);
}

type Labelled = { readonly learned: Int32Array; readonly labels: Uint8Array };

/** Who grew more than the median of the day. */
function relativeRows({ rows }: Task, all: Int32Array): Labelled {
  const dates = Array.from(all, (row) => rows.calendar[rows.day[row]]);
  const { kept, labels } = relativeLabels(
    dates,
    Float64Array.from(all, (row) => rows.growth[row]),
  );
  return { learned: kept.map((i) => all[i]), labels };
}

const rawRows = ({ rows }: Task, all: Int32Array): Labelled => ({
  learned: all,
  labels: Uint8Array.from(all, (row) => (rows.growth[row] > 1 ? 1 : 0)),
});

/** Sum of the log-odds of models of three phases; nothing of those whose rows are of one class. */
function ensemble(
  task: Task,
  columns: readonly string[],
  judged: Int32Array,
  labelled: (task: Task, all: Int32Array) => Labelled,
): Float64Array {
  const { store, seed } = task;
  const family = familyNamed('xgboost_classifier');
  const features = extract(store, judged, columns);
  const sum = new Float64Array(judged.length);
  for (const phase of PHASES) {
    const { learned, labels } = labelled(task, learnedRows(task, phase));
    if (new Set(labels).size < 2) continue;
    const train = [0, learned.length] as const;
    const fit = family.prepare({ features: extract(store, learned, columns), labels, featureNames: columns, train });
    const { model } = fit({ params: PARAMS, seed: seed + phase, rounds: ROUNDS });
    family.predict(model, features).forEach((p, i) => {
      sum[i] += Math.log(p / (1 - p));
    });
  }
  return sum;
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

/** Place of each score among those of its day, from −0.5 to 0.5. */
function placesWithinDays(days: Int32Array, scores: Float64Array): Float64Array {
  const places = new Float64Array(scores.length);
  for (let from = 0; from < days.length; ) {
    let to = from + 1;
    while (to < days.length && days[to] === days[from]) to++;
    places.set(
      centredRanks(scores.subarray(from, to)).map((rank) => rank / (to - from)),
      from,
    );
    from = to;
  }
  return places;
}
