import { z } from 'zod';
import { HORIZON_SESSIONS } from '../horizon.ts';
import { calibrationSchema, type TrainedRanking } from '../learn/index.ts';
import { saveArtifact } from './artifacts.ts';
import { firstRow, insertion, known, type Queryable, rows } from './pool.ts';
import type { Policy } from './runs.ts';
import { saveTrainedModel } from './trained_model.ts';

/** Stores the model that ranks the members of a pool, beside the pooled model of the same training. */
export async function saveRankModel(
  db: Queryable,
  pool: string,
  pooledModelId: number,
  trained: TrainedRanking,
  rankGroup: Policy['rankGroup'],
): Promise<void> {
  const { evaluation, gate, raw } = trained;
  const { days, ...figures } = evaluation;
  const { rankIc, beyondReversal } = figures;
  const { sql, values } = insertion('ml_rank_models', {
    ...(await saveTrainedModel(db, trained)),
    raw_file_hash: raw && (await saveArtifact(db, raw.artifact, raw.artifactFormat)),
    raw_feature_names: raw && JSON.stringify(raw.featureNames),
    pooled_model_id: pooledModelId,
    pool,
    rank_group: rankGroup,
    trials: trained.trials.length,
    training_records: trained.trainingRows,
    training_end_date: trained.trainingEnd,
    test_start_date: trained.testFrom,
    test_days: days,
    rank_ic: known(rankIc.value),
    rank_ic_lower: known(rankIc.lower),
    rank_ic_upper: known(rankIc.upper),
    beyond_reversal: known(beyondReversal.value),
    beyond_reversal_lower: known(beyondReversal.lower),
    beyond_reversal_upper: known(beyondReversal.upper),
    // NaN is null in JSON.
    metrics: JSON.stringify(figures),
    gate_passed: gate.passed,
    gate_reason: gate.reason,
    training_duration_seconds: trained.seconds,
  });
  await db.query(sql, values);
}

/**
 * The group of each of these instruments: its sector, or the first index that it is seen beside. One without is not
 * there, and nobody is where the policy ranks all of a pool beside each other.
 */
export async function rankGroups(
  db: Queryable,
  instrumentIds: readonly number[],
  by: Policy['rankGroup'],
): Promise<ReadonlyMap<number, number>> {
  const found = await rows(
    db,
    `select i.id, g.id as "groupId"
     from base_instruments i
     cross join lateral (
       select case $2 when 'sector' then i.sector_id
                      when 'index' then (select c.index_id from market_context c where c.instrument_id = i.id
                                         order by c.slot limit 1) end as id) g
     where i.id = any ($1) and g.id is not null`,
    [instrumentIds, by],
    z.object({ id: z.number().int(), groupId: z.number().int() }),
  );
  return new Map(found.map(({ id, groupId }) => [id, groupId]));
}

const rankModel = z.object({
  id: z.number().int(),
  name: z.string(),
  family: z.string(),
  featureSetId: z.number().int(),
  featureNames: z.array(z.string()),
  artifact: z.string().nullable(),
  calibration: calibrationSchema.nullable(),
  /** Trees that have a vote in the order, where there are some. */
  raw: z.object({ artifact: z.string(), featureNames: z.array(z.string()) }).nullable(),
});
export type RankModelRow = z.infer<typeof rankModel>;

/** The newest rank model of the pool that an instrument is a member of, if it can still be scored with. */
export function rankModelFor(db: Queryable, instrumentId: number): Promise<RankModelRow | undefined> {
  return firstRow(
    db,
    `select m.id, 'rank model ' || m.id || ' of pool "' || m.pool || '"' as name, m.model_type as family,
            p.feature_set_id as "featureSetId", m.feature_names as "featureNames", m.model_file_hash as artifact,
            m.calibration,
            case when m.raw_file_hash is not null
                 then json_build_object('artifact', m.raw_file_hash, 'featureNames', m.raw_feature_names) end as raw
     from (select r.* from ml_rank_models r where r.pool = pool_of($1) order by r.id desc limit 1) m
     join ml_pooled_models p on p.id = m.pooled_model_id
     join ml_feature_sets s on s.id = p.feature_set_id and s.is_supported
     where m.model_file_hash is not null`,
    [instrumentId],
    rankModel,
  );
}

/** Writes down what became of ranks that were said live. @returns how many days of pools changed */
export async function settleRanks(db: Queryable): Promise<number> {
  const found = await firstRow(db, 'select settle_ranks() as days', [], z.object({ days: z.number().int() }));
  return found?.days ?? 0;
}

/** Writes down the places of members on some days that are over. @returns how many were, 0 when all are */
export async function placeRanks(db: Queryable): Promise<number> {
  const found = await firstRow(db, 'select place_ranks() as placed', [], z.object({ placed: z.number().int() }));
  return found?.placed ?? 0;
}

/** A session that is spoken of, and the hash of what that is said from. */
export type RankedSession = { readonly date: string; readonly hash: Buffer };

/**
 * Sessions since the model's test began that it has not spoken of, and open ones that it spoke of from other prices
 * than those of today. What was said live stays as it was from the open it speaks of on: others acted beside it.
 */
export async function sessionsToRank(
  db: Queryable,
  model: RankModelRow,
  instrumentId: number,
  lastSession: string,
  firstOpenSession: string,
  minimumCompleteness: number,
): Promise<string[]> {
  const found = await rows(
    db,
    `select f.trading_date as date
     from ml_rank_models m
     join features f on f.trading_date >= m.test_start_date
     left join ml_relative_predictions p
       on p.rank_model_id = m.id and p.session = f.trading_date and p.instrument_id = f.instrument_id
     where m.id = $1 and f.instrument_id = $2 and f.feature_set_id = $3 and f.trading_date <= $4
       and f.completeness >= $6
       and (p.session is null
            or p.session >= $5 and p.input_hash <> f.history_hash
               and (p.origin <> 'live'
                    or prediction_origin(f.instrument_id, p.session, $7, statement_timestamp()) = 'live'))
     order by f.trading_date`,
    [model.id, instrumentId, model.featureSetId, lastSession, firstOpenSession, minimumCompleteness, HORIZON_SESSIONS],
    z.object({ date: z.iso.date() }),
  );
  return found.map(({ date }) => date);
}

/**
 * Writes what a rank model says of sessions of a member; what it said of an open session from other prices is replaced,
 * unless it was live and this no longer is.
 */
export async function writeRelativePredictions(
  db: Queryable,
  modelId: number,
  instrumentId: number,
  sessions: readonly RankedSession[],
  probabilities: Float64Array,
  rawScores: Float64Array | undefined,
): Promise<void> {
  await db.query(
    `insert into ml_relative_predictions as r
       (rank_model_id, instrument_id, session, relative_probability, raw_score, origin, input_hash, created_at)
     select m.id, i.id, s.session, s.probability, s.raw_score,
            -- Of what was labelled at the training the model's order was judged by.
            case when s.session <= p.label_end_date then 'holdout'
                 else prediction_origin(i.id, s.session, $6::integer, written.at) end,
            s.hash, written.at
     from ml_rank_models m
     join base_instruments i on i.id = $2
     left join ml_pooled_model_members p on p.pooled_model_id = m.pooled_model_id and p.instrument_id = i.id
     cross join unnest($3::date[], $4::float8[], $5::bytea[], $7::float8[])
       as s (session, probability, hash, raw_score)
     cross join (select clock_timestamp() as at offset 0) written
     where m.id = $1
     on conflict on constraint ml_relative_predictions_pkey do update
     set relative_probability = excluded.relative_probability, raw_score = excluded.raw_score, origin = excluded.origin,
         input_hash = excluded.input_hash, created_at = excluded.created_at
     where r.origin <> 'live' or excluded.origin = 'live'`,
    [
      modelId,
      instrumentId,
      sessions.map(({ date }) => date),
      Array.from(probabilities),
      sessions.map(({ hash }) => hash),
      HORIZON_SESSIONS,
      rawScores ? Array.from(rawScores) : [],
    ],
  );
}
