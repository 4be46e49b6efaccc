import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { startServer } from '../../src/server/index.ts';
import { ask, post } from '../support/graphql.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { one, value } from '../support/rows.ts';

/** One model of the pipeline, scored in SQL by a reader after its worker has gone. */
describe('a trained model answers without a worker', () => {
  const lab = ownLaboratory();
  const reader = lab.pool({ role: 'pgaugur_reader' });
  let model: { id: number; feature_names: string[] };
  before(async () => {
    await lab.db.query(
      "update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 500, validation_folds = 1",
    );
    await insertPriceRows(lab.db, await addInstrument(lab.db, 'ALFA'), walkRows(620, 5));
    const worker = await lab.startWorker();
    await lab.idle();
    await worker.stop();
    model = await one(reader, 'select id, feature_names from ml_models');
  });

  test('the whole history is scored again, and every prediction is what a worker stored', async () => {
    const found = await one<Record<string, number>>(
      reader,
      `select count(*)::int as sessions, count(p.id)::int as predicted,
              max(abs(r.probability - p.prediction_probability)) as largest_difference
       from rescore($1) r
       left join ml_predictions p on p.model_id = $1 and p.prediction_date = r.session`,
      [model.id],
    );
    const stored = await one<Record<string, number>>(
      reader,
      'select (select count(*)::int from features) as rows, count(*)::int as predictions from ml_predictions',
    );
    assert.deepEqual([found.sessions, found.predicted], [stored.rows, stored.predictions]);
    assert.ok(stored.predictions > 50 && found.largest_difference <= 1e-6, String(found.largest_difference));
  });

  test('a range is scored from its first to its last session', async () => {
    const range = await one(
      reader,
      `select min(session) as first, max(session) as last, count(*)::int as sessions
       from rescore($1, '2019-03-01', '2019-03-31')`,
      [model.id],
    );
    assert.deepEqual(range, { first: '2019-03-01', last: '2019-03-29', sessions: 21 });
  });

  test('dates the wrong way round and ranges without features are errors that name them', async () => {
    const rescore = (from: string, to: string) => reader.query('select from rescore($1, $2, $3)', [model.id, from, to]);
    await assert.rejects(
      rescore('2019-04-01', '2019-03-01'),
      /begins on 2019-04-01 and ends before that, on 2019-03-01/,
    );
    await assert.rejects(rescore('2001-01-01', '2001-02-01'), {
      message: new RegExp(`id ${model.id}\\): no features are stored from 2001-01-01 to 2001-02-01`),
      hint: /There are features from 2018-01-01 to 20/,
    });
  });

  /** Features that some tree splits on, and the newest prediction. */
  async function anyPrediction(): Promise<{ id: number; probability: number; used: string }> {
    const { id, probability } = await one<{ id: number; probability: number }>(
      reader,
      'select prediction_id as id, prediction_probability as probability from latest_predictions',
    );
    const used = await value<string>(
      reader,
      `select key as used from ml_models, jsonb_each(feature_importance) order by value::float8 desc limit 1`,
    );
    return { id, probability, used };
  }

  test('nothing replaced is the prediction as it is stored', async () => {
    const { id, probability } = await anyPrediction();
    const answer = await one<{ probability: number; unchanged_probability: number }>(
      reader,
      "select * from what_if($1, '{}')",
      [id],
    );
    assert.ok(Math.abs(answer.probability - probability) <= 1e-6);
    assert.equal(answer.unchanged_probability, answer.probability);
  });

  test('replaced features are scored as a row that has these values, null as a missing one', async () => {
    const { id, used } = await anyPrediction();
    for (const replaced of [1e9, -1e9, 0.5, null]) {
      const answer = await one(reader, 'select * from what_if($1, $2)', [id, { [used]: replaced }]);
      const direct = await one(
        reader,
        `select predict_probability(m.id, array(
                  select case when n.name = $2 then $3::float8 else f.values[array_position(s.feature_names, n.name)] end
                  from jsonb_array_elements_text(m.feature_names) with ordinality as n (name, place) order by n.place)) as p
         from ml_predictions p
         join ml_models m on m.id = p.model_id
         join ml_feature_sets s on s.id = m.feature_set_id
         join features f on f.instrument_id = p.instrument_id and f.feature_set_id = s.id and f.trading_date = p.prediction_date
         where p.id = $1`,
        [id, used, replaced],
      );
      assert.equal(answer.probability, direct.p, `${used} = ${replaced}`);
    }
  });

  test('the signal follows the policy, and is HOLD without a passed gate', async () => {
    const { id } = await anyPrediction();
    const p = await value<number>(reader, "select probability as p from what_if($1, '{}')", [id]);
    const signalAt = async (gatePassed: boolean, threshold: number) => {
      await lab.db.query('update ml_models set gate_passed = $1', [gatePassed]);
      await lab.db.query('update ml_pipeline_defaults set probability_threshold = $1', [threshold]);
      return value(reader, "select trading_signal as signal from what_if($1, '{}')", [id]);
    };
    const certain = Math.max(p, 1 - p);
    const side = p > 0.5 ? 'BUY' : 'SELL';
    assert.equal(await signalAt(true, (certain + 0.5) / 2), side);
    assert.equal(await signalAt(true, (certain + 1) / 2), 'HOLD');
    assert.equal(await signalAt(false, (certain + 0.5) / 2), 'HOLD');
  });

  test('a name that is no feature is an error that lists the names most like it', async () => {
    const { id } = await anyPrediction();
    const ask = (changes: unknown) => reader.query('select what_if($1, $2)', [id, JSON.stringify(changes)]);
    await assert.rejects(ask({ rsi14: 80 }), { message: /has no feature "rsi14"/, hint: /^Similar names: rsi_14/ });
    await assert.rejects(ask({ '€': 1 }), { message: /has no feature "€"/, hint: /ml_models\.feature_names/ });
    await assert.rejects(ask({ rsi_14: '80' }), /feature "rsi_14" must be a number, or null for missing, got "80"/);
    await assert.rejects(ask([1, 2]), /expected an object of feature names and values.*got \[1, 2\]/);
    await assert.rejects(reader.query("select what_if(4711, '{}')"), /no prediction with id 4711/);
  });

  test('GraphQL asks the same, and passes errors on', async () => {
    const server = await startServer({ databaseUrl: lab.url, schema: lab.schema, port: 0 });
    try {
      const { id, used } = await anyPrediction();
      const query = `query ($features: JSON) {
        whatIf(predictionId: "${id}", changedFeatures: $features) { probability }
      }`;
      const probability = await value(reader, 'select probability from what_if($1, $2)', [id, { [used]: 3 }]);
      assert.deepEqual(await ask(server.url, query, { features: { [used]: 3 } }), { whatIf: { probability } });
      const { errors } = await post(server.url, query, { features: { rsi14: 3 } });
      assert.match(errors?.[0].message ?? '', /has no feature "rsi14"\. Similar names: rsi_14/);
    } finally {
      await server.close();
    }
  });
});
