import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { column, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

describe('changes of runs, predictions and alerts', () => {
  const database = ownDatabase();
  const client = database.client();
  const listener = database.client('pgaugur_reader');
  let said: string[] = [];
  let instrument: number;
  let model: number;

  before(async () => {
    listener.on('notification', ({ channel, payload }) => said.push(channel === 'done' ? channel : `${payload}`));
    await listener.query('listen done');
    instrument = await addInstrument(client, 'AAA');
    model = await addModel(client, instrument);
  });
  beforeEach(() => listener.query('select listen_to_changes()'));

  /** All that has been said up to now: a message of our own comes behind it. */
  const heard = async (): Promise<unknown[]> => {
    await listener.query("select pg_notify('done', '')");
    await until(async () => said.includes('done'), 'the message of our own');
    const all = said.filter((message) => message !== 'done').map((message): unknown => JSON.parse(message));
    said = [];
    return all;
  };
  const predict = (from: string, rows = 1) =>
    column<string>(
      client,
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, origin)
       select $1, $2, $3::date + i, $3::date + i + 9, 0, true, 0.6, 'live' from generate_series(1, $4) i
       returning id::text`,
      [model, instrument, from, rows],
    );
  const all = (topic: string) => ({ topic, readAgain: true });

  test('are told once per statement, by ids, when they are committed', async () => {
    await client.query('begin');
    const ids = await predict('2001-01-01', 3);
    assert.deepEqual(await heard(), []);
    await client.query('commit');
    assert.deepEqual(await heard(), [{ topic: 'predictions', ids }]);
    await client.query("update ml_predictions set trading_signal = 'BUY' where id = any ($1)", [ids]);
    await client.query('delete from ml_predictions where id = any ($1)', [ids]);
    assert.deepEqual(await heard(), Array(2).fill({ topic: 'predictions', ids }));
    await client.query('delete from ml_predictions where false');
    assert.deepEqual(await heard(), []);
  });

  test('that are rolled back, also to a savepoint, are not', async () => {
    await client.query('begin');
    await predict('2002-01-01', 100);
    await client.query('savepoint here');
    await predict('2003-01-01', 100);
    await client.query('rollback to here');
    assert.equal(await value(client, "select current_setting('pgaugur.bytes_said')::int < 2000"), true);
    await client.query('rollback');
    assert.deepEqual(await heard(), []);
  });

  test('of more than a hundred rows are told without their names, and so is a TRUNCATE', async () => {
    assert.equal((await predict('2004-01-01', 100)).length, 100);
    assert.equal(JSON.stringify(await heard()).match(/\d{2,}|\d/g)?.length, 100);
    await predict('2005-01-01', 101);
    assert.deepEqual(await heard(), [all('predictions')]);
    await client.query('truncate ml_predictions');
    assert.deepEqual(await heard(), [all('predictions')]);
  });

  test('by two thousand statements of a transaction take a page of the queue', async () => {
    await client.query('begin');
    await client.query(
      `do $$ begin
         for i in 1..2000 loop
           insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
             predicted_class, prediction_probability, origin)
           values (${model}, ${instrument}, date '1950-01-01' + i, date '1950-02-01' + i, 0, true, 0.6, 'live');
         end loop;
       end $$`,
    );
    await client.query('commit');
    const messages = await heard();
    assert.deepEqual(messages.at(-1), all('predictions'));
    assert.ok(messages.length > 10 && messages.length < 100, String(messages.length));
    assert.ok(JSON.stringify(messages).length < 8_000);
  });

  test('are told to nobody where nobody listens, or where a session keeps silent', async () => {
    await client.query("set pgaugur.tell_changes to 'off'");
    await predict('2006-01-01');
    await client.query('reset pgaugur.tell_changes');
    await listener.query('select pg_advisory_unlock_all()');
    await predict('2007-01-01');
    assert.deepEqual(await heard(), []);
    await listener.query('select listen_to_changes()');
    await predict('2008-01-01');
    assert.equal((await heard()).length, 1);
    const left = "select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
    assert.equal(await value(client, left), 0);
  });

  test('of settings that anybody may set, nothing fails', async () => {
    for (const nonsense of ['x', '-1', '99999999999', '']) {
      await client.query("select set_config('pgaugur.bytes_said', $1, false)", [nonsense]);
      await predict(`20${10 + nonsense.length}-01-01`);
    }
    await client.query('reset pgaugur.bytes_said');
    assert.equal((await heard()).length, 4);
  });

  test('of a step are told as its run, and alerts that are only seen again are not', async () => {
    const run = String(await value(client, 'select id from request_run($1, $2)', [instrument, 'test']));
    assert.deepEqual(
      new Set((await heard()).map((message) => JSON.stringify(message))),
      new Set([JSON.stringify({ topic: 'runs', ids: [run] })]),
    );
    await client.query("update ml_pipeline_tasks set summary = 'half' where run_id = $1", [run]);
    assert.deepEqual(await heard(), [{ topic: 'runs', ids: [run] }]);
    await client.query("update ml_alert_rules set is_enabled = name = 'workers gone', holds_for = '0'");
    await client.query('select evaluate_alerts()');
    assert.equal((await heard()).length, 1);
    await client.query('select evaluate_alerts()');
    assert.deepEqual(await heard(), []);
  });

  test('are told of partitioned tables, named by the parent or by a partition', async () => {
    await partitionTables(database.url, database.schema, { partitions: 2 });
    await heard();
    const [id] = await predict('2020-01-01');
    assert.deepEqual(await heard(), [{ topic: 'predictions', ids: [id] }]);
    const partition = await value<string>(client, 'select tableoid::regclass::text from ml_predictions where id = $1', [
      id,
    ]);
    await client.query(`update ${partition} set trading_signal = 'HOLD' where id = $1`, [id]);
    assert.deepEqual(await heard(), [{ topic: 'predictions', ids: [id] }]);
  });
});
