import { z } from 'zod';
import { calibrationSchema, type GateVerdict, type IntervalEvaluation } from '../learn/index.ts';
import type { GrowthInterval } from '../predictions/index.ts';
import { saveIntervalVerdict, saveVerdict } from './candidates.ts';
import { firstRow, type Queryable, rows } from './pool.ts';

/** A model that is at hand, and can be asked about other histories than the one it has spoken of. */
const registered = z.object({
  name: z.string(),
  family: z.string(),
  artifact: z.string(),
  featureNames: z.array(z.string()),
  featureSetId: z.number().int(),
  /** Whether features of its set are still computed. */
  isSupported: z.boolean(),
  calibration: calibrationSchema.nullable(),
});

const externalModel = z.object({
  id: z.number().int(),
  instrumentId: z.number().int(),
  /** When this was read, by the database's clock. */
  asOf: z.string(),
  /** Null of a model that only says its forecasts. */
  registered: registered.nullable(),
});
export type ExternalModel = z.infer<typeof externalModel>;

/** A model from elsewhere; undefined when it is gone. */
export function readExternalModel(db: Queryable, id: number): Promise<ExternalModel | undefined> {
  return firstRow(
    db,
    `select m.id, m.instrument_id as "instrumentId", clock_timestamp()::text as "asOf",
            case when m.model_file_hash is not null then
              jsonb_build_object('name', m.model_name, 'family', m.model_type, 'artifact', m.model_file_hash,
                                 'featureNames', m.feature_names, 'featureSetId', s.id,
                                 'isSupported', s.is_supported, 'calibration', m.calibration) end as registered
     from ml_models m left join ml_feature_sets s on s.id = m.feature_set_id
     where m.id = $1 and m.scope = 'external'`,
    [id],
    externalModel,
  );
}

const outcome = z.object({ date: z.iso.date(), probability: z.number(), up: z.boolean() });

/** What it said, and what came: in time order, of settled sessions. */
export async function settledExternalPredictions(
  db: Queryable,
  modelId: number,
  origin: 'live' | 'claim',
): Promise<{ dates: string[]; labels: Uint8Array; probabilities: Float64Array }> {
  const found = await rows(
    db,
    `select prediction_date as date, prediction_probability as probability, actual_class as up from ml_predictions
     where model_id = $1 and origin = $2 and actual_class is not null order by prediction_date`,
    [modelId, origin],
    outcome,
  );
  return {
    dates: found.map(({ date }) => date),
    labels: Uint8Array.from(found, ({ up }) => Number(up)),
    probabilities: Float64Array.from(found, ({ probability }) => probability),
  };
}

/** Sessions that a model claimed something of without an interval of the growth. */
export async function claimsWithoutInterval(db: Queryable, modelId: number): Promise<{ readonly date: string }[]> {
  return rows(
    db,
    `select prediction_date as date from ml_predictions
     where model_id = $1 and origin = 'claim' and growth_low is null order by prediction_date`,
    [modelId],
    z.object({ date: z.iso.date() }),
  );
}

/** Gives claims their interval of the growth; of those that are settled it is said whether the outcome fell inside. */
export async function giveIntervals(
  db: Queryable,
  modelId: number,
  claims: readonly { readonly date: string; readonly interval: GrowthInterval }[],
): Promise<void> {
  await db.query(
    `update ml_predictions p
     set growth_low = i.low, growth_median = i.median, growth_high = i.high, growth_coverage = i.coverage,
         growth_inside = p.actual_growth_7d between i.low and i.high
     from unnest($2::date[], $3::float8[], $4::float8[], $5::float8[], $6::float8[])
            as i (session, low, median, high, coverage)
     where p.model_id = $1 and p.prediction_date = i.session and p.origin = 'claim' and p.growth_low is null`,
    [
      modelId,
      claims.map(({ date }) => date),
      claims.map(({ interval }) => interval.low),
      claims.map(({ interval }) => interval.median),
      claims.map(({ interval }) => interval.high),
      claims.map(({ interval }) => interval.coverage),
    ],
  );
}

/** Sessions that were spoken of live and have no interval yet, while one can still be said in time. */
export async function sessionsWithoutInterval(
  db: Queryable,
  instrumentId: number,
): Promise<{ readonly date: string }[]> {
  return rows(
    db,
    'select session as date from sessions_without_interval($1) as session order by session',
    [instrumentId],
    z.object({ date: z.iso.date() }),
  );
}

/** Gives what was said live of these sessions its interval of the growth, unless it has become too late. */
export async function giveLiveIntervals(
  db: Queryable,
  instrumentId: number,
  told: readonly { readonly date: string; readonly interval: GrowthInterval }[],
  coverage: number,
): Promise<void> {
  await db.query('select give_live_intervals($1, $2, $3, $4, $5, $6)', [
    instrumentId,
    told.map(({ date }) => date),
    told.map(({ interval }) => interval.low),
    told.map(({ interval }) => interval.median),
    told.map(({ interval }) => interval.high),
    coverage,
  ]);
}

export type Judged = Omit<Parameters<typeof saveVerdict>[2], 'championComparison'> & {
  /** Of the interval that stands beside what it says. */
  readonly intervals: { readonly evaluation: IntervalEvaluation; readonly verdict: GateVerdict };
};

/**
 * Writes what its live predictions are worth where those of our models have their test range; what it claimed stands
 * apart. What is settled after the model was read makes it due again.
 * @param found `live` is absent while there are too few to judge by
 */
export async function saveJudgement(
  db: Queryable,
  { id, asOf }: ExternalModel,
  found: { readonly liveRows: number; readonly live?: Judged; readonly waits?: string; readonly claims: unknown },
): Promise<void> {
  if (found.live) {
    const { intervals, ...verdict } = found.live;
    await saveVerdict(db, id, { ...verdict, championComparison: undefined });
    await saveIntervalVerdict(db, id, intervals.evaluation, intervals.verdict);
  }
  await db.query(
    `update ml_models
     set test_records = $2, gate_reason = coalesce($3, gate_reason),
         interval_gate_reason = coalesce($3, interval_gate_reason), claims = $4, judged_at = $5
     where id = $1`,
    [id, found.liveRows, found.waits ?? null, found.claims, asOf],
  );
}

/** Asks for the models from elsewhere to be judged of whose predictions outcomes have come. Returns how many. */
export async function requestJudgements(db: Queryable): Promise<number> {
  const found = await firstRow(
    db,
    'select count(*)::int as asked from judge_external_models()',
    [],
    z.object({ asked: z.number().int() }),
  );
  return found?.asked ?? 0;
}

/** Lets the registered models from elsewhere speak of an instrument's new sessions. */
export async function scoreExternalModels(db: Queryable, instrumentId: number): Promise<void> {
  await db.query('select score_external_models($1)', [instrumentId]);
}
