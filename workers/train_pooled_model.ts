import { featureSetById } from '../src/db/feature_sets.ts';
import { slotsInUse } from '../src/db/market_context.ts';
import { savePooledModel } from '../src/db/pooled_models.ts';
import { rankGroups, saveRankModel } from '../src/db/rank_models.ts';
import { readPolicy, stepOutput } from '../src/db/runs.ts';
import { saveTrials } from '../src/db/trials.ts';
import { comparableColumns, featureSetOfRow } from '../src/features/index.ts';
import type { RankingOutcome, RowRange } from '../src/learn/index.ts';
import { judgePoolIntervals } from '../src/step_support/pool_intervals.ts';
import { FEWEST_MEMBERS, readPoolRows } from '../src/step_support/pool_rows.ts';
import { mayKnowMarket, searchGridOf } from '../src/step_support/search_grid.ts';
import type { PoolStep } from '../src/step_support/step.ts';
import { preparedPool } from '../src/step_support/step_outputs.ts';
import { ledgerOf } from '../src/step_support/trial_ledger.ts';
import { counted, noun } from '../src/text.ts';

/** The same snapshot trained again gives the same artifact. */
const SEED = 1;

/**
 * Step 5 of a pool, the long one (pg-boss): one model over the rows of all members, by the features that mean the same
 * for every instrument. Of a large pool it is the declared one: trees on own prices and trees that know the market,
 * averaged, of which a quarter is believed. In a search the features of the market do harm: a session has one value of
 * them for all members, so a tree learns the dates of the past (0.53 against 0.59 on the years that designs were
 * compared on); so a smaller pool, which is searched, learns from own prices alone. A second model orders the members of
 * a day. Each member judges the model by itself, in a run of its own.
 */
export const trainPooledModel: PoolStep = {
  name: 'train_pooled_model',
  of: 'pool',
  async work(context) {
    const { run, runId, db, compute, signal } = context;
    const prepared = await stepOutput(db, runId, 'prepare_pooled_data', preparedPool);
    const policy = await readPolicy(db, null);
    const featureSet = await featureSetById(db, prepared.feature_set_id);
    const { features } = featureSetOfRow(featureSet);
    const slots = mayKnowMarket(policy) ? await slotsInUse(db, prepared.members) : 0;
    const columns = comparableColumns(features, slots);
    const learned = [...columns.calendar, ...columns.own, ...columns.market];
    const pool = await readPoolRows(db, prepared.members, featureSet, learned, prepared.last_session, signal);
    const givers = pool.members.filter((member) => member.rows > 0);
    const leftOut = pool.members.length - givers.length;
    if (givers.length < FEWEST_MEMBERS) {
      return {
        skip: `${givers.length} of ${pool.members.length} members ${noun(givers.length, 'has', 'have')} rows to learn from, and a pool needs ${FEWEST_MEMBERS}`,
      };
    }
    const groups = await rankGroups(db, prepared.members, policy.rankGroup);
    const trained = await compute.trainPooledModel(
      {
        family: policy.modelFamily,
        engine: { engine: policy.engine, device: policy.device },
        features: pool.features,
        columns,
        labels: pool.labels,
        dates: pool.dates,
        labelEnds: pool.labelEnds,
        folds: policy.validationFolds,
        grid: searchGridOf(policy),
        seed: SEED,
        ranks: { ...pool.ranks, groups: pool.ranks.members.map((member) => groups.get(member) ?? 0) },
      },
      signal,
    );
    if ('untrainable' in trained) return { skip: trained.untrainable };

    const chosen = trained.trials[trained.chosen];
    const { trainAndValidation, testFrom, folds } = trained.split;
    const sessions = ([from, to]: RowRange) => ({
      first_session: pool.dates[from],
      last_session: pool.dates[to - 1],
      rows: to - from,
    });
    const learnedTo = trainAndValidation[1];
    const { ranking } = trained;
    const intervals = await judgePoolIntervals(context, {
      members: givers.map(({ instrumentId }) => instrumentId),
      from: testFrom,
      to: prepared.last_session,
      coverage: policy.intervalCoverage,
      seed: SEED,
    });
    return {
      async write(client) {
        const id = await savePooledModel(client, {
          runId,
          pool: run.pool,
          featureSetId: featureSet.id,
          lastSession: prepared.last_session,
          rows: pool,
          trained,
          intervals,
        });
        await saveTrials(client, runId, ledgerOf(trained));
        if (ranking && !('untrainable' in ranking)) {
          await saveRankModel(client, run.pool, id, ranking, policy.rankGroup);
        }
      },
      summary:
        `${givers.length} members${leftOut > 0 ? ` (${leftOut} left out)` : ''}, ${learnedTo} rows to ${pool.dates[learnedTo - 1]}, ` +
        `${counted(trained.featureNames.length, 'feature')}; ${searchOf(trained.trials.length)}: ` +
        `${counted(chosen.rounds, 'round')}, ` +
        `validation AUC ${chosen.validationRocAuc.toFixed(3)} over ${counted(folds.length, 'fold')}; intervals: gate ${intervals.verdict.passed ? '' : 'not '}passed; ${saidOf(ranking)}`,
      output: {
        engine: trained.engine,
        device: trained.device,
        seed: SEED,
        trials: trained.trials.length,
        validation_roc_auc: chosen.validationRocAuc,
        seconds: trained.seconds,
        members: givers.length,
        left_out: leftOut,
        data_hash: Buffer.from(pool.hash).toString('hex'),
        features: trained.featureNames.length,
        dropped_columns: trained.dropped,
        ranking: rankingOutput(ranking),
        intervals: { ...intervals.evaluation, gate: intervals.verdict },
        folds: folds.map(({ train, validation }) => ({ train: sessions(train), validation: sessions(validation) })),
        test_from: testFrom,
      },
    };
  },
};

/** One configuration is not chosen but declared. */
const searchOf = (trials: number) =>
  trials === 1 ? 'one configuration' : `best of ${counted(trials, 'configuration')}`;

function saidOf(ranking: RankingOutcome | undefined): string {
  if (!ranking) return 'no ranks';
  if ('untrainable' in ranking) return `no ranks: ${ranking.untrainable}`;
  const { evaluation, gate } = ranking;
  return `ranks: IC ${evaluation.rankIc.value.toFixed(3)} on ${counted(evaluation.days, 'day')}, gate ${gate.passed ? '' : 'not '}passed`;
}

function rankingOutput(ranking: RankingOutcome | undefined) {
  if (!ranking) return null;
  if ('untrainable' in ranking) return { untrainable: ranking.untrainable };
  return { trials: ranking.trials.length, test_from: ranking.testFrom, gate: ranking.gate, ...ranking.evaluation };
}
