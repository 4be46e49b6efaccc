import type { ChampionComparison } from '../db/candidates.ts';
import { featureSetById } from '../db/feature_sets.ts';
import { championOf } from '../db/models.ts';
import { compareOnSameRows } from '../learn/index.ts';
import { rangeOfTheirs, rowsUnseenBy } from '../predictions/index.ts';
import type { Holdout } from './holdout.ts';
import { readLabelledRows } from './read_labelled_rows.ts';
import { predictRows } from './scoring.ts';
import type { StepContext } from './step.ts';

/**
 * The champion on the test rows that it has not learned from either, by its own feature set; undefined without one.
 * @param probabilities what the candidate says of the holdout
 */
export async function besideChampion(
  context: StepContext,
  { model, dates, labels }: Holdout,
  probabilities: Float64Array,
  seed: number,
): Promise<ChampionComparison | undefined> {
  const { db } = context;
  const champion = await championOf(db, model);
  if (!champion) return undefined;
  const featureSet = await featureSetById(db, champion.featureSetId);
  const rows = await readLabelledRows(context, featureSet, featureSet.id === model.featureSetId);
  const shared = rowsUnseenBy(champion, rows, dates);
  const range = rangeOfTheirs(shared);
  const ofChampion = await predictRows(context, champion, rows.features, range);
  const comparison = compareOnSameRows(
    shared.map(({ ours }) => labels[ours]),
    shared.map(({ theirs }) => ofChampion[theirs - range[0]]),
    shared.map(({ ours }) => probabilities[ours]),
    seed,
  );
  return {
    ...comparison,
    championId: champion.id,
    champion: champion.name,
    championIsProduction: champion.isProduction,
  };
}
