import { familyNamed } from '../../../src/backends/index.ts';
import { FEWEST_RANKED, relativeLabels } from '../../../src/learn/index.ts';
import { rankCorrelation } from '../../../src/learn/ranking/daily_order.ts';
import { rankedDays } from '../../../src/learn/ranking/days.ts';
import { centredRanks } from '../../../src/metrics/ranks.ts';
import { OWN_COLUMNS } from './columns.ts';
import type { DailySums } from './figures.ts';
import { learnedRows, type Task } from './learn.ts';
import { extract } from './store.ts';

export const RANKINGS = ['relative label, own prices'] as const;
export const DECLARED_RANKING: (typeof RANKINGS)[number] = 'relative label, own prices';

const PARAMS = {
  subsample: 0.5,
  lambda: 5,
  max_bin: 64,
  max_depth: 4,
  eta: 0.03,
  min_child_weight: 100,
  colsample_bytree: 0.1,
};
const ROUNDS = 100;

/** What orders the stocks of each day, by name. */
export function rankings(task: Task, judged: Int32Array): Map<string, Float64Array> {
  const { rows, store, seed } = task;
  const family = familyNamed('xgboost_classifier');
  const all = learnedRows(task, 0);
  const dates = Array.from(all, (row) => rows.calendar[rows.day[row]]);
  const { kept, labels } = relativeLabels(
    dates,
    Float64Array.from(all, (row) => rows.growth[row]),
  );
  const learned = Int32Array.from(kept, (i) => all[i]);
  const fit = family.prepare({
    features: extract(store, learned, OWN_COLUMNS),
    labels,
    featureNames: OWN_COLUMNS,
    train: [0, learned.length],
  });
  const { model } = fit({ params: PARAMS, seed, rounds: ROUNDS });
  return new Map([[RANKINGS[0], family.predict(model, extract(store, judged, OWN_COLUMNS))]]);
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
export function placesWithinDays(days: Int32Array, scores: Float64Array): Float64Array {
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

export { FEWEST_RANKED };
