import type pg from 'pg';
import { createClient } from '../../src/db/pool.ts';
import type { GbtModel } from '../../src/learn/gbt/model.ts';
import { fitOn, sample } from '../learn/support.ts';
import { createTestDatabase } from '../support/database.ts';
import { addInstrument } from '../support/market.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { storeModel } from '../support/models.ts';

const TRAINING_ROWS = 2_255;
const FEATURES = 250;
const TREES = 300;
const PARAMS = { max_depth: 4, eta: 0.03, max_bin: 64, subsample: 0.8, lambda: 5, min_child_weight: 1 };
const SINGLE_ROWS = 200;
const SESSIONS = 2_500;
const HISTORIES = 5;

/** Scoring inside Postgres, with the largest model that the default search can choose. */
export const scoring: Measurement = {
  name: 'scoring',
  description: `predict_probability and rescore in SQL: ${TREES} trees of depth ${PARAMS.max_depth}, ${FEATURES} features`,
  async run(seed, say) {
    const database = await createTestDatabase();
    const db = createClient({ databaseUrl: database.url, schema: database.schema });
    await db.connect();
    try {
      const model = largeModel(seed);
      const nodes = model.trees.reduce((sum, tree) => sum + tree.size, 0);
      const instrumentId = await addInstrument(db, 'AAA');
      const [modelId, stored] = await timed(() => storeModel(db, { instrumentId, model }));
      say(`${nodes} nodes in ${model.trees.length} trees, stored and unpacked in ${Math.round(stored)} ms`);
      await insertHistory(db, instrumentId, model.featureNames);

      const single: number[] = [];
      for (let row = 0; row < SINGLE_ROWS; row++) {
        const query = `select predict_probability($1, (select values from features where instrument_id = $2 offset $3 limit 1))`;
        single.push((await timed(() => db.query(query, [modelId, instrumentId, row])))[1]);
      }
      const histories: number[] = [];
      for (let run = 0; run < HISTORIES; run++) {
        histories.push((await timed(() => db.query('select * from rescore($1)', [modelId])))[1]);
      }
      say(`one row: median of ${SINGLE_ROWS} queries, each with its round trip; a history has ${SESSIONS} sessions`);
      return {
        sqlScoreRowMs: rounded(quantile(single, 0.5)),
        sqlRescoreRowsPerSecond: rounded((1000 * SESSIONS) / quantile(histories, 0.5), 0),
      };
    } finally {
      await db.end();
      await database.drop();
    }
  },
};

function largeModel(seed: number): GbtModel {
  const { features, labels, featureNames } = sample(TRAINING_ROWS, FEATURES, seed, { missing: 0.05 });
  return fitOn(features, labels, { featureNames, params: PARAMS, rounds: TREES, seed }).model;
}

/** A feature set of the model's features as the current one, and rows of it, a twentieth of their values missing. */
async function insertHistory(db: pg.Client, instrumentId: number, names: readonly string[]): Promise<void> {
  await db.query('select setseed(0.5)');
  await db.query('update ml_feature_sets set feature_names = $1 where is_current', [names]);
  await db.query(
    `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
     select $1, s.id, date '2015-01-01' + t,
            array(select case when random() > 0.05 then 4 * random() - 2 end from generate_series(1, $2 + 0 * t)), '\\x00', 1, 1
     from ml_feature_sets s, generate_series(1, $3::int) t where s.is_current`,
    [instrumentId, names.length, SESSIONS],
  );
  await db.query('vacuum analyze features');
}

async function timed<Result>(work: () => Promise<Result>): Promise<[result: Result, milliseconds: number]> {
  const started = performance.now();
  return [await work(), performance.now() - started];
}
