import { z } from 'zod';
import { classBalance, type GateVerdict, type IntervalEvaluation, type TrainedPooledModel } from '../learn/index.ts';
import { firstRow, insertion, type Queryable, rows } from './pool.ts';
import { saveTrainedModel } from './trained_model.ts';

/** What one member gave to a pooled model. */
export type PooledMember = {
  readonly instrumentId: number;
  readonly rows: number;
  /** Said when it gave no row. */
  readonly leftOutBecause: string | undefined;
  readonly firstSession?: string;
  /** The last labelled session, and the hash of all inputs up to it; of one that was left out, the last with features. */
  readonly labelEnd: string | undefined;
  readonly labelHash: Uint8Array | undefined;
};

/** What the training of a pool worked on and made: a row of ml_pooled_models. */
export type PooledModel = {
  readonly runId: number;
  readonly pool: string;
  readonly featureSetId: number;
  /** The last session that any row may be of. */
  readonly lastSession: string;
  /** The rows that the split's ranges count, and who gave them. */
  readonly rows: {
    readonly dates: readonly string[];
    readonly labels: Uint8Array;
    readonly members: readonly PooledMember[];
    readonly hash: Uint8Array;
  };
  readonly trained: TrainedPooledModel;
  readonly intervals: { readonly evaluation: IntervalEvaluation; readonly verdict: GateVerdict };
};

/** The members of a pool that have the sessions a training needs, by their policies. */
export async function trainableMembers(db: Queryable, pool: string): Promise<number[]> {
  const found = await rows(
    db,
    'select member as id from trainable_members($1) as member order by member',
    [pool],
    z.object({ id: z.number().int() }),
  );
  return found.map(({ id }) => id);
}

/** The newest session of any of these instruments. */
export async function lastSessionOf(db: Queryable, instrumentIds: readonly number[]): Promise<string | undefined> {
  const found = await firstRow(
    db,
    `select max(last.trading_date) as session
     from unnest($1::int[]) as member
     cross join lateral (
       select b.trading_date from price_bars b where b.instrument_id = member order by b.trading_date desc limit 1) last`,
    [instrumentIds],
    z.object({ session: z.iso.date().nullable() }),
  );
  return found?.session ?? undefined;
}

/** Stores a pooled model and what its members gave. @returns its id */
export async function savePooledModel(db: Queryable, model: PooledModel): Promise<number> {
  const { rows: pooled, trained, intervals } = model;
  const { trainAndValidation, folds, testFrom } = trained.split;
  const { sql, values } = insertion('ml_pooled_models', {
    ...(await saveTrainedModel(db, trained)),
    pool: model.pool,
    pipeline_run_id: model.runId,
    feature_set_id: model.featureSetId,
    member_count: pooled.members.filter((member) => member.rows > 0).length,
    training_records: trainAndValidation[1] - trainAndValidation[0],
    training_base_rate: classBalance(pooled.labels, trainAndValidation).positiveRate,
    validation_records: folds.reduce((sum, { validation: [from, to] }) => sum + to - from, 0),
    training_start_date: pooled.dates[trainAndValidation[0]],
    training_end_date: pooled.dates[trainAndValidation[1] - 1],
    test_start_date: testFrom,
    data_end_date: model.lastSession,
    data_hash: pooled.hash,
    training_duration_seconds: trained.seconds,
    // NaN is null in JSON.
    interval_metrics: JSON.stringify(intervals.evaluation),
    interval_gate_passed: intervals.verdict.passed,
    interval_gate_reason: intervals.verdict.reason,
  });
  const saved = await firstRow(db, `${sql} returning id`, values, z.object({ id: z.number().int() }));
  if (!saved) throw new Error('ml_pooled_models returned no row for the model');
  await saveMembers(db, saved.id, pooled.members);
  return saved.id;
}

async function saveMembers(db: Queryable, pooledModelId: number, members: readonly PooledMember[]): Promise<void> {
  await db.query(
    `insert into ml_pooled_model_members
       (pooled_model_id, instrument_id, labelled_rows, left_out_because, first_session, label_end_date, label_hash)
     select $1, m.instrument_id, m.labelled_rows, m.left_out_because, m.first_session, m.label_end_date, m.label_hash
     from unnest($2::int[], $3::int[], $4::text[], $5::date[], $6::date[], $7::bytea[])
       as m (instrument_id, labelled_rows, left_out_because, first_session, label_end_date, label_hash)
     -- A training takes hours; an instrument that was deleted meanwhile is no reason to lose it.
     join base_instruments i on i.id = m.instrument_id`,
    [
      pooledModelId,
      members.map((member) => member.instrumentId),
      members.map((member) => member.rows),
      members.map((member) => member.leftOutBecause ?? null),
      members.map((member) => member.firstSession ?? null),
      members.map((member) => member.labelEnd ?? null),
      members.map((member) => member.labelHash ?? null),
    ],
  );
}

const adoptable = z.object({
  id: z.number().int(),
  pool: z.string(),
  runId: z.number().int().nullable(),
  featureSetId: z.number().int(),
  testStart: z.iso.date(),
  members: z.number().int(),
  trainingRecords: z.number().int(),
});
export type AdoptableModel = z.infer<typeof adoptable>;

/** The newest model of the pool that an instrument is a member of, if it is of the current feature set. */
export function newestPooledModel(db: Queryable, instrumentId: number): Promise<AdoptableModel | undefined> {
  return firstRow(
    db,
    `select m.id, m.pool, m.pipeline_run_id as "runId", m.feature_set_id as "featureSetId",
            m.test_start_date as "testStart", m.member_count as members, m.training_records as "trainingRecords"
     from ml_pooled_models m join ml_feature_sets s on s.id = m.feature_set_id
     where m.pool = pool_of($1) and m.model_file_hash is not null and s.is_current
     order by m.id desc
     limit 1`,
    [instrumentId],
    adoptable,
  );
}

/** Notes in its run that an adoption takes a model up: whatever comes of it, the instrument has had its look. */
export async function takeUpPooledModel(db: Queryable, runId: number, pooledModelId: number): Promise<void> {
  await db.query('select take_up_pooled_model($1, $2)', [runId, pooledModelId]);
}

/**
 * Makes a pooled model the candidate of a run, with status 'training', and notes that the run has taken it up.
 * @param testRows how many labelled sessions of the instrument it is tested on
 * @throws Error when it was archived meanwhile, because the pool has a newer one, or deleted: the next attempt looks again
 */
export async function adoptPooledModel(
  db: Queryable,
  runId: number,
  pooledModelId: number,
  testRows: number,
): Promise<void> {
  await db.query('select adopt_pooled_model($1, $2, $3)', [runId, pooledModelId, testRows]);
}
