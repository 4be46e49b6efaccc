import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { addInstrument, insertBars, insertIndexRows, walkRows } from '../support/market.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { one, rows, value } from '../support/rows.ts';

describeInTransaction('pools and adoptions', (client) => {
  let members: number[];
  beforeEach(async () => {
    await client.query("update ml_pipeline_defaults set model_scope = 'pooled', minimum_sessions = 5");
    members = [];
    for (const symbol of ['AAA', 'BBB', 'CCC']) {
      members.push(await addInstrument(client, symbol));
      await insertBars(client, members[members.length - 1], 10);
    }
    await client.query('delete from ml_run_requests');
  });

  /** A trained pool, as if by a run; its members gave rows up to their last session but two. */
  const trained = async (pool = 'all', givers = members): Promise<number> => {
    await client.query(
      `insert into ml_model_artifacts (sha256, format, content)
       select encode(sha256(c), 'hex'), 'test', c from (select convert_to($1, 'UTF8') as c) v on conflict do nothing`,
      [pool],
    );
    const id = await value<number>(
      client,
      `insert into ml_pooled_models (pool, model_type, hyperparameters, feature_set_id, feature_names, model_file_hash,
         calibration, engine, device, member_count, training_records, validation_records, training_start_date,
         training_end_date, test_start_date, data_end_date, data_hash, training_duration_seconds)
       select $1, 'xgboost_classifier', '{}', s.id, '[]', encode(sha256(convert_to($1, 'UTF8')), 'hex'), '{}', 'test',
              'cpu', $2, 1, 1, '2024-01-01', '2024-01-02', '2024-01-05', '2024-01-10', '', 1
       from ml_feature_sets s where s.is_current returning id`,
      [pool, givers.length],
    );
    for (const member of givers) {
      await client.query(
        `insert into ml_pooled_model_members
         select $1, $2, 1, null, '2024-01-01', '2024-01-08', $3`,
        [id, member, Buffer.from([member])],
      );
    }
    return id;
  };
  /** Feature rows of the current set on every session, all with the same hash. */
  const withFeatures = (member: number) =>
    client.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, s.id, b.trading_date, '{}', $2, 1, 1
       from price_bars b, ml_feature_sets s where b.instrument_id = $1 and s.is_current`,
      [member, Buffer.from([member])],
    );
  const adoptable = (member: number) => value(client, 'select adoptable_model($1) as id', [member]);
  const open = async (member: number) => {
    const [run] = await rows<{ id: number; kind: string }>(
      client,
      "select id, kind from ml_pipeline_runs where instrument_id = $1 and status in ('queued', 'running')",
      [member],
    );
    return run;
  };
  const due = (pool = 'all') => value<string>(client, 'select pooled_training_due($1) as reason', [pool]);

  test('members are stocks whose policy says so, and indices only by a row of their own', async () => {
    const index = await addInstrument(client, 'IDX', 'index');
    await client.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'own')", [
      members[0],
    ]);
    const of = async () => (await rows(client, "select pool_members('all') as id")).map((row) => row.id);
    assert.deepEqual(await of(), members.slice(1));
    await client.query("insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'both')", [index]);
    assert.deepEqual(await of(), [...members.slice(1), index]);
  });

  test('a model is adoptable until a run has taken it up, however runs before that ended', async () => {
    const model = await trained();
    assert.equal(await adoptable(members[0]), model);
    for (const status of ['skipped', 'failed', 'cancelled']) {
      const { id, kind } = await one(client, "select id, kind from request_run($1, 'test')", [members[0]]);
      assert.equal(kind, 'adoption');
      await client.query('select close_run($1, $2, $3)', [id, status, status]);
      assert.equal(await open(members[0]), undefined, 'an adoption that came to nothing is not repeated by itself');
      assert.equal(await adoptable(members[0]), model);
    }
    const id = await value(client, "select id from request_run($1, 'test')", [members[0]]);
    await client.query('select take_up_pooled_model($1, $2)', [id, model]);
    await client.query("select close_run($1, 'skipped', 'too few rows')", [id]);
    assert.equal(await adoptable(members[0]), null);
    assert.equal(await value(client, "select kind from request_run($1, 'test')", [members[0]]), 'prediction');
  });

  test('a pool that finishes while a run is open is not forgotten, whatever that run is followed by', async () => {
    const id = await value(client, "select id from request_run($1, 'test', 'prediction')", [members[0]]);
    await trained();
    await client.query('update ml_pipeline_runs set look_again = false where id = $1', [id]);
    await client.query("select close_run($1, 'succeeded', 'done')", [id]);
    assert.equal((await open(members[0])).kind, 'adoption');
  });

  test('the nightly controller asks for adoptions that nothing has asked for', async () => {
    await trained();
    await client.query('select request_due_retraining()');
    assert.deepEqual(await Promise.all(members.map(async (member) => (await open(member)).kind)), [
      'adoption',
      'adoption',
      'adoption',
    ]);
  });

  test('with a pooled policy no model of its own is trained, whoever asks; train() asks for that of the pool', async () => {
    const asked = await one(client, "select kind, pool, reason from train('AAA', reason => 'a person')");
    assert.deepEqual(asked, { kind: 'pooled_training', pool: 'all', reason: 'a person' });
    assert.equal(await open(members[0]), undefined);
    assert.equal(await value(client, "select kind from request_run($1, 'x', 'training')", [members[0]]), 'prediction');
    await client.query("select request_runs($1, 'x', 'training')", [members]);
    await client.query('update ml_pipeline_runs set then_train = $2 where instrument_id = $1', [members[0], 'x']);
    await client.query("select close_run(id, 'succeeded', 'x') from ml_pipeline_runs where instrument_id = $1", [
      members[0],
    ]);
    assert.equal((await open(members[0])).kind, 'prediction', 'nor does one follow that was asked for before');
    await client.query("update ml_pipeline_defaults set model_scope = 'both'");
    assert.equal(await value(client, "select kind from train('BBB')"), 'prediction', 'the open run');
    assert.equal(await value(client, "select then_train from train('BBB')"), 'training requested');
  });

  test('an instrument that trains nothing of its own and is in no pool says how it can be trained', async () => {
    const index = await addInstrument(client, 'IDX', 'index');
    await insertIndexRows(client, index, walkRows(10, 1));
    await assert.rejects(client.query("select train('IDX')"), (error: Error & { hint?: string }) => {
      assert.equal(error.message, 'IDX trains no model of its own (model_scope is pooled) and is in no pool');
      assert.match(error.hint ?? '', /a row of its own in ml_pipeline_policies/);
      return true;
    });
  });

  test('an instrument that moves to another pool judges the model of that one', async () => {
    const elsewhere = await trained('elsewhere', []);
    const id = await value(client, "select id from request_run($1, 'test')", [members[0]]);
    await client.query("select close_run($1, 'succeeded', 'done')", [id]);
    await client.query("insert into ml_pipeline_policies (instrument_id, pool) values ($1, 'elsewhere')", [members[0]]);
    assert.equal(await adoptable(members[0]), elsewhere);
  });

  test('a pool is due when most of its members have features, and not while a new set reaches them', async () => {
    await withFeatures(members[0]);
    await withFeatures(members[1]);
    assert.equal(await due(), null);
    await withFeatures(members[2]);
    assert.equal(await due(), 'no pooled model yet');
    await trained();
    assert.equal(await due(), null);
  });

  test('members that gave nothing do not join anew each night', async () => {
    for (const member of members) await withFeatures(member);
    const model = await trained('all', members.slice(1));
    assert.equal(await due(), '1 member joined, left or has other data than the last training had');
    await client.query(`insert into ml_pooled_model_members values ($1, $2, 0, 'stale', null, '2024-01-08', $3)`, [
      model,
      members[0],
      Buffer.from([members[0]]),
    ]);
    assert.equal(await due(), null);
    await client.query("update features set history_hash = '\\x99' where instrument_id = $1", [members[0]]);
    assert.match(await due(), /has other data than the last training had$/);
  });

  test('pools that are due are listed with their reason, and one that has just come to nothing is left for a day', async () => {
    for (const member of members) await withFeatures(member);
    assert.deepEqual(await rows(client, 'select * from due_pools()'), [{ pool: 'all', reason: 'no pooled model yet' }]);
    const id = await value(client, 'select id from train_pool()');
    assert.deepEqual(await rows(client, 'select * from due_pools()'), []);
    assert.equal(await value(client, 'select id from train_pool()'), id, 'one open run per pool');
    await client.query("select close_run($1, 'skipped', 'nothing to learn')", [id]);
    assert.deepEqual(await rows(client, 'select * from due_pools()'), []);
    await client.query("update ml_pipeline_runs set finished_at = now() - interval '1 day' where id = $1", [id]);
    assert.equal((await rows(client, 'select * from due_pools()')).length, 1);
  });
});
