import type pg from 'pg';
import { createClient } from '../../src/db/pool.ts';
import { createXgboostClassifier } from '../../src/learn/gbt/family.ts';
import type { GbtModel } from '../../src/learn/gbt/model.ts';
import { loadModel } from '../../src/learn/gbt/model_json.ts';
import { baseLogOdds, believed, DIRECTION, ofBothTrees } from '../../src/learn/index.ts';
import { fitOn, sample } from '../learn/support.ts';
import { createTestDatabase } from '../support/database.ts';
import { addInstrument } from '../support/market.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';
import { storeModel } from '../support/models.ts';
import { addPredictions } from '../support/predictions.ts';

const TRAINING_ROWS = 2_255;
const FEATURES = 250;
const TREES = 300;
const PARAMS = { max_depth: 4, eta: 0.03, max_bin: 64, subsample: 0.8, lambda: 5, min_child_weight: 1 };
const SINGLE_ROWS = 200;
const SESSIONS = 2_500;
const HISTORIES = 5;
const FIRST_SESSION = '2015-01-01';

/**
 * The declared trees of a pool of 490,000 rows, as large as they grow there: learned from a seventh of the rows, with
 * leaves that need a seventh of the weight.
 */
const POOL_ROWS = 70_000;
const POOL_FEATURES = 200;
const OWN_FEATURES = 140;
const WHAT_IFS = 50;

/** Scoring inside Postgres, with the largest models that there are: of the default search, and of a large pool. */
export const scoring: Measurement = {
  name: 'scoring',
  description: `predict_probability, what_if and rescore in SQL: ${TREES} trees of depth ${PARAMS.max_depth} on ${FEATURES} features, and the declared trees of a large pool`,
  async run(seed, say) {
    const searched = await measured('searched', largeModel(seed), say);
    const pooled = await measured('of a large pool', poolModel(seed), say);
    say(`one row: median of ${SINGLE_ROWS} queries, each with its round trip; a history has ${SESSIONS} sessions`);
    return {
      sqlScoreRowMs: searched.row,
      sqlWhatIfMs: searched.whatIf,
      sqlRescoreRowsPerSecond: searched.rescored,
      poolSqlScoreRowMs: pooled.row,
      poolSqlWhatIfMs: pooled.whatIf,
      poolSqlRescoreRowsPerSecond: pooled.rescored,
    };
  },
};

async function measured(name: string, model: GbtModel, say: (text: string) => void) {
  const database = await createTestDatabase();
  const db = createClient({ databaseUrl: database.url, schema: database.schema });
  await db.connect();
  try {
    const nodes = model.trees.reduce((sum, tree) => sum + tree.size, 0);
    const instrumentId = await addInstrument(db, 'AAA');
    await insertHistory(db, instrumentId, model.featureNames);
    const calibration = believed(baseLogOdds(26, 24));
    const [modelId, stored] = await timed(() => storeModel(db, { instrumentId, model, calibration }));
    say(`${name}: ${nodes} nodes in ${model.trees.length} trees, stored and unpacked in ${Math.round(stored)} ms`);
    const single = await times(SINGLE_ROWS, (row) =>
      db.query(
        'select predict_probability($1, (select values from features where instrument_id = $2 offset $3 limit 1))',
        [modelId, instrumentId, row],
      ),
    );
    await addPredictions(db, instrumentId, modelId, [{ session: FIRST_SESSION, probability: 0.5 }]);
    const whatIf = await times(WHAT_IFS, (i) =>
      db.query('select * from what_if((select id from ml_predictions), $1)', [{ [model.featureNames[0]]: i / 10 }]),
    );
    const histories = await times(HISTORIES, () => db.query('select * from rescore($1)', [modelId]));
    return {
      row: rounded(quantile(single, 0.5)),
      whatIf: rounded(quantile(whatIf, 0.5)),
      rescored: rounded((1000 * SESSIONS) / quantile(histories, 0.5), 0),
    };
  } finally {
    await db.end();
    await database.drop();
  }
}

async function times(count: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) found.push((await timed(() => work(i)))[1]);
  return found;
}

/** Saved and loaded, as it is scored. */
function poolModel(seed: number): GbtModel {
  const { features, labels, featureNames } = sample(POOL_ROWS, POOL_FEATURES, seed, { missing: 0.05, strength: 0.1 });
  const family = createXgboostClassifier();
  // A row a day: every seventh is learned from.
  const days = Int32Array.from(labels, (_, row) => row);
  const train = [0, POOL_ROWS] as const;
  const fit = ofBothTrees(family, { days, own: OWN_FEATURES }).prepare({ features, labels, featureNames, train });
  const params = {
    ...DIRECTION,
    min_child_weight: DIRECTION.min_child_weight / 7,
    market_min_child_weight: DIRECTION.market_min_child_weight / 7,
  };
  const { model } = fit({ params, seed, rounds: DIRECTION.n_estimators });
  return loadModel(new TextDecoder().decode(family.save(model)));
}

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
     select $1, s.id, date '${FIRST_SESSION}' + t - 1,
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
