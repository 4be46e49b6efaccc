import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { one, value } from '../support/rows.ts';

describeInTransaction('what an operator types', (client) => {
  let stock: number;
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAPL');
    await insertBars(client, stock, 30);
  });

  /** The error of a statement, which leaves the transaction usable. */
  const refused = (sql: string, values: unknown[] = []): Promise<string> =>
    tried(client, () => client.query(sql, values)).then(
      () => assert.fail(`${sql} was accepted`),
      (error: unknown) => (error instanceof pg.DatabaseError ? error.message : assert.fail(String(error))),
    );
  const storedModel = async (columns: Readonly<Record<string, unknown>> = {}) => {
    const content = Buffer.from(String(Math.random()));
    const stored = await one(
      client,
      `insert into ml_model_artifacts (sha256, format, content) values (encode(sha256($1), 'hex'), 'test', $1) returning sha256`,
      [content],
    );
    return addModel(client, stock, { model_file_hash: stored.sha256, ...columns });
  };

  test('train and predict ask for a run of that kind, by symbol', async () => {
    assert.equal(await value(client, "select kind from train('AAPL')"), 'training');
    await storedModel();
    await client.query('delete from ml_pipeline_runs');
    const run = await one(client, "select instrument_id, kind, reason from predict('AAPL')");
    assert.deepEqual(run, { instrument_id: stock, kind: 'prediction', reason: 'prediction requested' });
  });

  test('an unknown symbol is named together with those that may have been meant', async () => {
    await addInstrument(client, 'AAP');
    await addInstrument(client, 'BRK.B');
    await addInstrument(client, 'ZZZZ');
    assert.equal(await refused("select train('aapl')"), 'no instrument with symbol "aapl": did you mean AAPL, AAP?');
    assert.equal(await refused("select train('BRK-B')"), 'no instrument with symbol "BRK-B": did you mean BRK.B?');
    assert.equal(await refused("select train('AALP')"), 'no instrument with symbol "AALP": did you mean AAPL, AAP?');
    assert.equal(await refused("select predict('APPL')"), 'no instrument with symbol "APPL": did you mean AAPL?');
    assert.equal(await refused("select pause('QQQ')"), 'no instrument with symbol "QQQ"');
  });

  test('no symbol at all is an error of its own', async () => {
    assert.equal(await refused('select train(null)'), 'an instrument needs a symbol, got null');
  });

  test('a symbol that two exchanges list needs its exchange', async () => {
    await client.query(`
      insert into exchanges (name, mic_code) values ('New York', 'XNYS'), ('Warsaw', 'XWAR');
      insert into base_instruments (symbol, name, exchange_id) select 'PZU', mic_code, id from exchanges`);
    assert.equal(await refused("select train('PZU')"), 'symbol "PZU" is listed at XNYS and XWAR: name the exchange');
    assert.equal(
      await refused("select train('PZU', 'XLON')"),
      'symbol "PZU" is not listed at "XLON", but at XNYS and XWAR',
    );
    assert.equal(await refused("select train('PZU', exchange => 'XWAR')"), 'PZU has no prices');
    assert.equal(await value(client, "select exchange from pause('PZU@XWAR')"), 'XWAR');
    assert.equal(await refused("select pause('PZU@XLON')"), 'no instrument with symbol "PZU@XLON": did you mean PZU?');
  });

  test('where a symbol is ambiguous, the hint names each so that it is understood', async () => {
    await client.query(`
      insert into exchanges (name, mic_code) values ('New York', 'XNYS');
      insert into base_instruments (symbol, exchange_id) select 'PZU', id from exchanges;`);
    const unlisted = await value<number>(client, "insert into base_instruments (symbol) values ('PZU') returning id");
    const error = await tried(client, () => client.query("select pause('PZU')")).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof pg.DatabaseError);
    assert.equal(error.hint, `For example PZU@XNYS or PZU@${unlisted}`);
    assert.equal(await value(client, 'select instrument_of($1)', [`PZU@${unlisted}`]), unlisted);
    assert.equal(await value(client, "select exchange from pause('PZU@XNYS')"), 'XNYS');
    await addInstrument(client, 'PZU@XNYS');
    assert.equal(
      await value(client, "select symbol from pause('PZU@XNYS')"),
      'PZU@XNYS',
      'a symbol of its own goes first',
    );
  });

  test('a run that would not come is an error that says why', async () => {
    assert.equal(await refused("select predict('AAPL')"), 'AAPL has no model to predict with');
    const paused = { symbol: 'AAPL', exchange: null, instrument_id: stock, is_paused: true, open_run_id: null };
    assert.deepEqual(await one(client, "select * from pause('AAPL')"), paused);
    assert.deepEqual(await one(client, 'select * from pause_instrument($1)', [stock]), paused);
    assert.equal(await refused("select train('AAPL')"), 'AAPL is paused');
    assert.equal(await value(client, "select reason from resume('AAPL')"), 'resumed');
    await client.query('update base_instruments set is_active = false');
    assert.match(await refused("select train('AAPL')"), /^AAPL is not active/);
  });

  test('backfill refuses dates that are reversed or hold no session, and says what is possible', async () => {
    await storedModel();
    assert.equal(
      await refused("select backfill('AAPL', '2024-02-01', '2024-01-01')"),
      'backfill of AAPL goes from an earlier date to a later one, got 2024-02-01 to 2024-01-01',
    );
    assert.equal(
      await refused("select backfill('AAPL', '2023-02-01', '2023-03-01')"),
      'AAPL has no session from 2023-02-01 to 2023-03-01: possible is 2024-01-01 to 2024-01-30',
    );
    assert.match(await refused("select backfill('AAPL', null, '2023-03-01')"), /needs two dates/);
    await client.query("select backfill('AAPL', '2024-01-02', '2024-01-10')");
    const wanted = await one(client, 'select first_session, last_session, finished_at from ml_backfill_requests');
    assert.deepEqual(wanted, { first_session: '2024-01-02', last_session: '2024-01-10', finished_at: null });
  });

  test('backfill asks for no more sessions than there are', async () => {
    await storedModel();
    await client.query("select backfill('AAPL', '-infinity', '20241-01-10')");
    const wanted = await one(client, 'select first_session, last_session from ml_backfill_requests');
    assert.deepEqual(wanted, { first_session: '2024-01-01', last_session: '2024-01-30' });
  });

  test('a swap of neighbours is one slip, and so is each letter that is another, too many or missing', async () => {
    const distances = [
      ['MSTF', 'MSFT', 1],
      ['AB', 'BA', 1],
      ['CA', 'ABC', 3], // as optimal string alignment counts; without its restriction it would be 2
      ['GOOGL', 'GOGOL', 1],
      ['MSFT', 'MSFT', 0],
      ['MSFT', '', 4],
      ['', 'A', 1],
      ['KITTEN', 'SITTING', 3],
    ];
    for (const [one, other, distance] of distances) {
      assert.equal(await value(client, 'select edit_distance($1, $2)', [one, other]), distance, `${one} ${other}`);
      assert.equal(await value(client, 'select edit_distance($1, $2)', [other, one]), distance, `${other} ${one}`);
    }
  });

  test('a pause names the run that goes on', async () => {
    const run = await value(client, "select id from train('AAPL')");
    assert.equal(await value(client, "select open_run_id from pause('AAPL')"), run);
  });

  test('everything is paused by default, and one instrument is resumed', async () => {
    await client.query('update ml_pipeline_defaults set is_paused = true');
    assert.equal(await value(client, "select reason from resume('AAPL')"), 'resumed');
    assert.equal(await value(client, 'select (pipeline_policy($1)).is_paused', [stock]), false);
  });

  test('a model is rolled back by symbol or by id, and never that of another instrument', async () => {
    const present = await storedModel({ deployed_at: '2023-01-01' });
    const chosen = await storedModel({ model_version: 'v2.1.0', status: 'testing', is_production: false });
    await client.query("select promote_model($1, 'better')", [chosen]);
    const other = await addInstrument(client, 'MSFT');
    await client.query('update base_instruments set symbol = $2 where id = $1', [other, String(stock)]);
    // Without a type, as drivers send it: what is both is not guessed.
    assert.match(
      await refused(`select rollback_model('${stock}')`),
      /is the symbol of one instrument and the id of another/,
    );
    await client.query("update base_instruments set symbol = 'MSFT' where id = $1", [other]);
    assert.equal(
      await refused("select rollback_model('AALP')"),
      'no instrument with symbol "AALP": did you mean AAPL?',
    );
    assert.equal(await value(client, "select id from rollback_model('AAPL')"), present);
    assert.equal(await value(client, `select id from rollback_model(${stock})`), chosen);
    assert.equal(await value(client, 'select id from rollback_model($1)', [stock]), present);
    assert.equal(await value(client, "select id from rollback_model(symbol => 'AAPL', exchange => null)"), chosen);
  });

  test('promoting replaces the production model and writes down who did it and why', async () => {
    const present = await storedModel({ deployed_at: '2023-01-01' });
    const chosen = await storedModel({
      model_version: 'v2.1.0',
      status: 'testing',
      is_production: false,
      gate_passed: false,
    });
    assert.equal(await value(client, "select id from promote_model($1, ' better on open days ')", [chosen]), chosen);
    const models = await client.query('select id, status::text, is_production from ml_models order by id');
    assert.deepEqual(models.rows, [
      { id: present, status: 'deprecated', is_production: false },
      { id: chosen, status: 'active', is_production: true },
    ]);
    const promotion = await one(
      client,
      'select model_id, replaced_model_id, reason, promoted_by from ml_model_promotions',
    );
    const login = await value(client, 'select session_user as login');
    assert.deepEqual(promotion, {
      model_id: chosen,
      replaced_model_id: present,
      reason: 'better on open days',
      promoted_by: login,
    });
    assert.equal(await value(client, 'select (rollback_model($1)).id', [stock]), present);
  });

  test('what cannot be promoted is refused by name and rule', async () => {
    const model = await storedModel();
    assert.equal(await refused("select promote_model(4711, 'x')"), 'no model with id 4711');
    assert.equal(
      await refused("select promote_model($1, ' ')", [model]),
      `promoting model ${model} needs a reason, got ' '`,
    );
    assert.equal(
      await refused("select promote_model($1, 'x')", [model]),
      `model ${model} (m_${stock}) is in production already`,
    );
    const failed = await addModel(client, stock, { model_version: 'v2.1.0', status: 'failed', is_production: false });
    assert.match(await refused("select promote_model($1, 'x')", [failed]), /is failed: only a validated model/);
    const archived = await addModel(client, stock, {
      model_version: 'v2.2.0',
      status: 'deprecated',
      is_production: false,
    });
    assert.match(await refused("select promote_model($1, 'x')", [archived]), /was archived: its artifact is gone/);
  });

  test('prune deletes what is old and serves nothing, and counts it beforehand', async () => {
    const old = { is_production: false, deprecated_at: '2020-01-01', trained_at: '2020-01-01' };
    const serving = await storedModel({ trained_at: '2020-01-01' });
    const rollback = await storedModel({
      ...old,
      model_version: 'v2.1.0',
      status: 'deprecated',
      deployed_at: '2019-06-01',
    });
    const earlier = await storedModel({
      ...old,
      model_version: 'v2.2.0',
      status: 'deprecated',
      deployed_at: '2019-01-01',
    });
    await storedModel({ ...old, model_version: 'v2.3.0', status: 'failed' });
    const given = [{ session: '2024-01-05', probability: 0.6 }];
    await addPredictions(client, stock, serving, given);
    await addPredictions(client, stock, earlier, given);
    await addPredictions(client, stock, serving, [{ session: '2024-01-06', probability: 0.6 }], 'holdout');
    await addPredictions(client, stock, serving, [{ session: '2024-01-07', probability: 0.6 }], 'backfill');
    await client.query("update ml_predictions set created_at = '2024-01-08'");
    await client.query("update ml_model_artifacts set created_at = '2020-01-01'");

    await client.query(
      `insert into ml_portfolio_backtests (instrument_ids, max_positions, weighting, probability_threshold, holding_sessions,
         entry, direction, transaction_cost, slippage, initial_capital, capital_fraction, whole_shares, status, error, finished_at)
       select array[1], 1, 'equal', 0.6, 7, 'close', 'long_only', 0, 0, 1, 1, false, 'failed', 'by hand', day
       from unnest(array['2020-01-01'::timestamptz, now()]) day`,
    );

    const counts = { models: 1, predictions: 2, artifacts: 2, portfolio_backtests: 1 };
    assert.deepEqual(await one(client, "select * from prune('1 year', dry_run => true)"), counts);
    assert.equal(await value(client, 'select count(*)::int as n from ml_models'), 4);
    assert.deepEqual(await one(client, "select * from prune('1 year')"), counts);
    const kept = await client.query('select id from ml_models order by id');
    assert.deepEqual(
      kept.rows.map((row) => row.id),
      [serving, rollback, earlier],
    );
    const said = await client.query('select model_id, origin from ml_predictions order by id');
    assert.deepEqual(
      said.rows,
      [serving, earlier].map((model_id) => ({ model_id, origin: 'live' })),
      'what was said live stays in the record of the instrument',
    );
    const gone = await one(client, 'select model_file_hash, model_file_path from ml_models where id = $1', [earlier]);
    assert.deepEqual(gone, { model_file_hash: null, model_file_path: 'archived' });
    const none = { models: 0, predictions: 0, artifacts: 0, portfolio_backtests: 0 };
    assert.deepEqual(await one(client, "select * from prune('1 year')"), none);
    assert.equal(
      await refused("select prune('1 day')"),
      'prune deletes what is older than 30 days at least, got 1 day',
    );
  });

  test('the model a rollback returns to keeps its artifact, however many missed the gate after it', async () => {
    const serving = await storedModel();
    const replaced = { status: 'deprecated', is_production: false };
    const rollback = await storedModel({ ...replaced, model_version: 'v2.1.0', deployed_at: '2023-01-01' });
    const missed = await storedModel({ ...replaced, model_version: 'v2.2.0' });
    const newest = await storedModel({ ...replaced, model_version: 'v2.3.0' });
    await storedModel({ model_version: 'v2.4.0', status: 'failed', is_production: false });
    await client.query("update ml_model_artifacts set created_at = '2020-01-01'");

    assert.deepEqual(await one(client, 'select * from archive_models($1, 1)', [stock]), { archived: 2, removed: 2 });
    const kept = await client.query('select id from ml_models where model_file_hash is not null order by id');
    assert.deepEqual(
      kept.rows.map((row) => row.id),
      [serving, rollback, newest],
    );
    assert.deepEqual(await one(client, 'select * from archive_models($1, 1)', [stock]), { archived: 0, removed: 0 });
    assert.equal(await value(client, 'select (rollback_model($1)).id', [stock]), rollback);
    assert.equal(await value(client, 'select model_file_path from ml_models where id = $1', [missed]), 'archived');
  });

  test('readers may ask and explain, but start nothing', async () => {
    await client.query('set local role pgaugur_reader');
    assert.equal(await value(client, "select instrument_of('AAPL') as id"), stock);
    for (const call of ["train('AAPL')", "pause('AAPL')", "backfill('AAPL', '2024-01-02', '2024-01-03')", 'prune()']) {
      assert.match(await refused(`select ${call}`), /permission denied/);
    }
    assert.match(await refused("select promote_model(1, 'x')"), /permission denied/);
  });
});
