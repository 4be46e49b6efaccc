import type { Queryable } from '../../src/db/pool.ts';

/**
 * A model as the registry leaves it behind, in production and past the gate unless told otherwise.
 * @returns its id
 */
export async function addModel(
  db: Queryable,
  instrumentId: number,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const row = {
    instrument_id: instrumentId,
    model_version: 'v2.0.0',
    model_name: `m_${instrumentId}`,
    hyperparameters: {},
    feature_count: 1,
    training_records: 900,
    validation_records: 200,
    test_records: 200,
    training_start_date: '2019-01-01',
    training_end_date: '2020-12-31',
    data_end_date: '2020-12-31',
    data_hash: Buffer.alloc(1),
    model_file_path: 'none',
    trained_at: '2021-01-01',
    status: 'active',
    is_production: true,
    gate_passed: true,
    ...columns,
  };
  const names = Object.keys(row);
  const found = await db.query<{ id: number }>(
    `insert into ml_models (${names.join(', ')}, feature_set_id)
     select ${names.map((_, i) => `$${i + 1}`).join(', ')}, id from ml_feature_sets where is_current
     returning id`,
    Object.values(row),
  );
  return found.rows[0].id;
}

export type GivenPrediction = {
  readonly session: string;
  readonly probability: number;
  /** HOLD when left out. */
  readonly signal?: 'BUY' | 'HOLD' | 'SELL';
  /** Low, median and high of the growth, of a coverage of 80 %; none when left out. */
  readonly interval?: readonly [number, number, number];
};

/** Predictions whose outcome is still open. */
export async function addPredictions(
  db: Queryable,
  instrumentId: number,
  modelId: number,
  given: readonly GivenPrediction[],
  origin: 'live' | 'holdout' | 'hindsight' | 'backfill' = 'live',
): Promise<void> {
  await db.query(
    `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class,
       prediction_probability, trading_signal, signal_strength, origin, model_age,
       growth_low, growth_median, growth_high, growth_coverage)
     select $1, $2, g.session, target_session(g.session, 7), 0, g.probability >= 0.5, g.probability, g.signal,
            abs(g.probability - 0.5) * 2, $3, 1, g.low, g.median, g.high, case when g.low is not null then 0.8 end
     from unnest($4::date[], $5::float8[], $6::text[], $7::float8[], $8::float8[], $9::float8[])
       g (session, probability, signal, low, median, high)`,
    [
      modelId,
      instrumentId,
      origin,
      given.map(({ session }) => session),
      given.map(({ probability }) => probability),
      given.map(({ signal }) => signal ?? 'HOLD'),
      ...[0, 1, 2].map((place) => given.map(({ interval }) => interval?.[place] ?? null)),
    ],
  );
}
