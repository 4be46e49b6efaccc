import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { one, value } from '../support/rows.ts';

const SESSIONS = 20;

describeInTransaction('when a model takes over', (client) => {
  const { dates, ...prices } = walkRows(SESSIONS, 5, '2024-01-01');
  const newest = dates[SESSIONS - 1];
  let stock: number;
  let former: number;
  let serving: number;

  /** One that served before, and spoke last two sessions ago; one that serves, and has spoken of the newest. */
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertPriceRows(client, stock, { dates, ...prices });
    await client.query(
      "insert into ml_model_artifacts (sha256, format, content) values (encode(sha256('a'), 'hex'), 'test', 'a')",
    );
    const model_file_hash = await value<string>(client, 'select sha256 from ml_model_artifacts');
    former = await addModel(client, stock, {
      model_file_hash,
      status: 'deprecated',
      is_production: false,
      deployed_at: '2024-01-02',
      deprecated_at: '2024-01-20',
    });
    serving = await addModel(client, stock, { model_file_hash, model_version: 'v2.1.0', deployed_at: '2024-01-20' });
    await speaks(former, SESSIONS - 6, SESSIONS - 2);
    await speaks(serving, SESSIONS - 3, SESSIONS);
  });

  const speaks = (model: number, from: number, to: number) =>
    addPredictions(
      client,
      stock,
      model,
      dates.slice(from, to).map((session) => ({ session, probability: 0.6 })),
    );
  /** What each of those says who are asked for the model that serves, and the session that is read; as a reader. */
  const read = async () => {
    await client.query('set local role pgaugur_reader');
    const latest = await one(client, 'select model_id, prediction_date, model_status from latest_predictions');
    const asked = await value(client, 'select (serving_model($1)).id', [stock]);
    const leads = await value(client, 'select model_id from leaderboard');
    await client.query('reset role');
    assert.deepEqual([asked, leads], [latest.model_id, latest.model_id], 'all answer the same');
    return [latest.model_id, latest.prediction_date, latest.model_status];
  };
  const scoring = () => value(client, 'select (scoring_model($1)).id', [stock]);

  test('after a rollback readers see the newest session by the model before, until the other has spoken of it', async () => {
    assert.deepEqual(await read(), [serving, newest, 'active']);
    await client.query('select rollback_model($1)', [stock]);
    assert.equal(await scoring(), former, 'new sessions are its to score');
    assert.deepEqual(await read(), [serving, newest, 'deprecated']);
    assert.match(
      await value(client, 'select why_not from latest_predictions'),
      /its model is deprecated/,
      'nobody acts on what was rolled back',
    );
    await speaks(former, SESSIONS - 2, SESSIONS - 1);
    assert.deepEqual(await read(), [serving, newest, 'deprecated'], 'of an older session it may have spoken');
    await speaks(former, SESSIONS - 1, SESSIONS);
    assert.deepEqual(await read(), [former, newest, 'active']);
  });

  test('a promotion hands over in the same way, also when another follows before anybody has spoken', async () => {
    await client.query("select promote_model($1, 'a try')", [former]);
    assert.deepEqual(await read(), [serving, newest, 'deprecated']);
    const third = await addModel(client, stock, {
      model_version: 'v2.2.0',
      model_file_hash: await value(client, 'select sha256 from ml_model_artifacts'),
      status: 'testing',
      is_production: false,
    });
    await client.query("select promote_model($1, 'another')", [third]);
    assert.equal(await scoring(), third);
    assert.deepEqual(await read(), [serving, newest, 'deprecated']);
    await speaks(third, SESSIONS - 1, SESSIONS);
    assert.deepEqual(await read(), [third, newest, 'active']);
  });

  test('a candidate is not read before it has its place, whatever it says', async () => {
    const candidate = await addModel(client, stock, {
      model_version: 'v2.2.0',
      status: 'training',
      is_production: false,
      gate_passed: null,
    });
    await addPredictions(client, stock, candidate, [{ session: newest, probability: 0.9 }]);
    assert.deepEqual(await read(), [serving, newest, 'active']);
    await client.query("update ml_models set status = 'testing' where id = $1", [candidate]);
    assert.deepEqual(await read(), [serving, newest, 'active'], 'beside a production model it is not read either');
    await client.query("update ml_models set status = 'failed' where id = $1", [candidate]);
    assert.deepEqual(await read(), [serving, newest, 'active']);
  });

  test('when the newest session is deleted, the one before is the latest, by the model that serves', async () => {
    await client.query('delete from stock_prices where stock_id = $1 and trading_date_local = $2', [stock, newest]);
    assert.deepEqual(await read(), [serving, dates[SESSIONS - 2], 'active']);
  });

  test('of an index the same is read', async () => {
    await client.query(
      `insert into index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value)
       select stock_id, trading_date_local, open_price, high_price, low_price, close_price from stock_prices`,
    );
    await client.query('delete from stock_prices');
    assert.deepEqual(await read(), [serving, newest, 'active']);
    const newestSession = () => value(client, 'select newest_session from latest_predictions');
    assert.equal(await newestSession(), newest);
    await client.query('delete from index_prices where index_id = $1 and trading_date_local = $2', [stock, newest]);
    assert.deepEqual(await read(), [serving, dates[SESSIONS - 2], 'active']);
    assert.equal(await newestSession(), dates[SESSIONS - 2]);
  });

  test('when its session is deleted and a later one has prices, the one before is the latest, and waits', async () => {
    await client.query(
      'update stock_prices set trading_date_local = trading_date_local + 7 where stock_id = $1 and trading_date_local = $2',
      [stock, newest],
    );
    assert.deepEqual(await read(), [serving, dates[SESSIONS - 2], 'active']);
    const { newest_session, why_not } = await one(client, 'select newest_session, why_not from latest_predictions');
    assert.equal(newest_session, await value(client, 'select ($1::date + 7)::text', [newest]));
    assert.match(String(why_not), /session .* has no prediction yet/);
  });

  test('of two models that have spoken of the newest session, the one is read whose features are still computed', async () => {
    const old = await value(client, 'select min(id) from ml_feature_sets');
    await client.query('update ml_models set feature_set_id = $2 where id = $1', [serving, old]);
    await client.query('update ml_feature_sets set is_supported = false where id = $1', [old]);
    const young = await addModel(client, stock, {
      model_version: 'v2.2.0',
      status: 'testing',
      is_production: false,
    });
    assert.deepEqual(await read(), [serving, newest, 'active'], 'while the young one is silent');
    await speaks(young, SESSIONS - 1, SESSIONS);
    assert.deepEqual(await read(), [young, newest, 'testing']);
  });

  test('of two that were replaced and have both spoken of the newest session, the one replaced last is read', async () => {
    await speaks(former, SESSIONS - 2, SESSIONS);
    const replace = (model: number, at: string) =>
      client.query(
        "update ml_models set status = 'deprecated', is_production = false, deprecated_at = $2 where id = $1",
        [model, at],
      );
    await replace(serving, '2024-01-28');
    await addModel(client, stock, {
      model_version: 'v2.2.0',
      model_file_hash: await value(client, 'select sha256 from ml_model_artifacts'),
    });
    assert.deepEqual(await read(), [serving, newest, 'deprecated']);
    await replace(former, '2024-01-29');
    assert.deepEqual(await read(), [former, newest, 'deprecated']);
  });
});
