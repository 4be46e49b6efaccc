import type { ChampionComparison } from '../db/candidates.ts';
import { featureSetById } from '../db/feature_sets.ts';
import { championOf, expectedRocAucOf } from '../db/models.ts';
import { known } from '../db/pool.ts';
import { compareOnSameRows, expectedOver, type ForecastWorth } from '../learn/index.ts';
import { rangeOfTheirs, rowsUnseenBy } from '../predictions/index.ts';
import type { Holdout } from './holdout.ts';
import { readLabelledRows } from './read_labelled_rows.ts';
import { predictRows } from './scoring.ts';
import type { StepContext } from './step.ts';

/**
 * The champion on the test rows that it has not learned from either, by its own feature set; undefined without one.
 * @param probabilities what the candidate says of the holdout
 * @param worth what its ROC-AUC there is worth
 */
export async function besideChampion(
  context: StepContext,
  { model, dates, labels }: Holdout,
  probabilities: Float64Array,
  worth: ForecastWorth,
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
  const { champion: raw, challenger: ownRaw } = comparison.rocAucOf;
  const ofTheirs = raw - (await expectedRocAucOf(db, champion.id, shared.length)) + 0.5;
  const ofOurs = ownRaw - expectedOver(worth.expectedByRows, shared.length) + 0.5;
  return {
    ...comparison,
    reason: `${comparison.reason}; corrected ROC-AUC ${figure(ofOurs)} against ${figure(ofTheirs)}`,
    championId: champion.id,
    champion: champion.name,
    championIsProduction: champion.isProduction,
    rocAucCorrected: { champion: known(ofTheirs), challenger: known(ofOurs) },
  };
}

const figure = (value: number): string => (Number.isNaN(value) ? 'not known' : value.toFixed(3));
