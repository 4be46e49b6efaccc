import { baseLogOdds, believed, countedDays, DIRECTION, type Split } from '../learn/index.ts';
import { columnRange } from '../table.ts';
import type { PoolTable } from './rank_training.ts';
import { type TrainingOutcome, type TrainingRequest, train } from './training.ts';

type DirectionTraining = Pick<TrainingRequest, 'family' | 'engine' | 'labels' | 'folds' | 'seed'> & {
  readonly features: PoolTable;
  readonly split: Split;
  /** Each row's session, ascending. */
  readonly dates: readonly string[];
};

/**
 * The declared direction of a pool that is one: the mean of trees on own prices and of trees that know the market, of
 * which a quarter is believed beside the base rate of what was learned from. Nothing is searched: folds only measure.
 * Without the calendar's columns; where no member is seen beside an index, both trees are on own prices.
 */
export function trainDirection({ features, dates, ...request }: DirectionTraining): Promise<TrainingOutcome> {
  const all = features.names.length;
  const known = request.labels.subarray(...request.split.trainAndValidation);
  const rises = known.reduce((sum, label) => sum + label, 0);
  return train({
    ...request,
    features: columnRange(features, features.calendar, all),
    grid: [DIRECTION],
    stopsEarly: false,
    calibrated: believed(baseLogOdds(rises, known.length - rises)),
    ofBothTrees: { days: countedDays(dates), own: all - features.calendar - features.market },
  });
}
