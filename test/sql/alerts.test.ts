import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import pg from 'pg';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';

describeInTransaction('alerts', (client) => {
  let stock: number;
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
  });

  /** Only this rule is asked. */
  const only = (rule: string) => client.query('update ml_alert_rules set is_enabled = name = $1', [rule]);
  const evaluate = () =>
    rows(
      client,
      'select rule_name, state, message, instrument_id from evaluate_alerts() order by rule_name, instrument_id',
    );
  /** What an evaluation changed, in short. */
  const changed = async () => (await evaluate()).map(({ state, message }) => `${state}: ${message}`);
  const states = () => column<string>(client, 'select state from ml_alerts order by id');
  const daysAgo = (days: number) =>
    value<string>(client, "select ((statement_timestamp() at time zone 'UTC')::date - $1::integer)::text", [days]);
  const run = (status: string, outcome = 'all is well') =>
    client.query(
      `insert into ml_pipeline_runs (instrument_id, kind, status, reason, outcome, finished_at)
       values ($1, 'prediction', $2, 'test', $3, statement_timestamp())`,
      [stock, status, outcome],
    );

  test('an instrument whose prices stop gets no prediction for n sessions, until they come again', async () => {
    await only('no prediction');
    const model = await addModel(client, stock);
    const last = await daysAgo(20);
    await insertBars(client, stock, 1, { from: last });
    await addPredictions(client, stock, model, [{ session: last, probability: 0.7 }]);
    const missing = await value<number>(
      client,
      `select count(*)::int from generate_series($1::date + 1, (statement_timestamp() at time zone 'UTC')::date - 1, '1 day') d
       where extract(isodow from d) < 6`,
      [last],
    );
    const threshold = (sessions: number) =>
      client.query("update ml_alert_rules set threshold = $1 where name = 'no prediction'", [sessions]);
    await threshold(missing + 1);
    assert.deepEqual(await changed(), []);
    await threshold(missing);
    const [raised] = await evaluate();
    assert.deepEqual([raised.rule_name, raised.state, raised.instrument_id], ['no prediction', 'raised', stock]);
    assert.match(
      String(raised.message),
      new RegExp(
        `^AAA has no prediction for ${missing} sessions, since \\d{4}-\\d\\d-\\d\\d: no price has come since$`,
      ),
    );
    assert.deepEqual(await changed(), [], 'it is raised once');
    const today = await daysAgo(0);
    await insertBars(client, stock, 1, { from: today });
    await addPredictions(client, stock, model, [{ session: today, probability: 0.7 }]);
    assert.match((await changed())[0], /^resolved: AAA has no prediction/);
    assert.deepEqual(await changed(), []);
  });

  test('sessions without a prediction are those that have passed: none of today or of a bar in the future', async () => {
    await only('no prediction');
    await client.query("update ml_alert_rules set threshold = 1 where name = 'no prediction'");
    for (const ahead of [0, 30]) {
      await insertBars(client, stock, 1, { from: await daysAgo(-ahead) });
      await client.query('delete from ml_run_requests');
      assert.deepEqual(await changed(), [], `${ahead} days ahead`);
    }
  });

  test('why an instrument has no prediction: what its newest run came to', async () => {
    await only('no prediction');
    await client.query("update base_instruments set created_at = '2024-01-02'");
    await insertBars(client, stock, 5, { from: '2024-01-02' });
    const message = async () => {
      await evaluate();
      return String(await value(client, "select message from ml_alerts where state <> 'resolved'")).replace(
        /^.*?: /,
        '',
      );
    };
    assert.equal(await message(), 'nothing has run for it');
    await run('failed', 'disk full');
    assert.match(await message(), /^run \d+ failed: disk full$/);
    await run('skipped', '5 of at least 750 sessions');
    assert.match(await message(), /^run \d+ was skipped: 5 of at least 750 sessions$/);
    await client.query("select from request_run($1, 'prices inserted', 'training')", [stock]);
    assert.match(await message(), /^run \d+ is queued$/);
  });

  test('sessions are counted by the days on which the instrument is traded', async () => {
    await only('no prediction');
    const last = await daysAgo(15);
    await insertBars(client, stock, 60, { from: await daysAgo(74) });
    await addPredictions(client, stock, await addModel(client, stock), [{ session: last, probability: 0.7 }]);
    await evaluate();
    assert.equal(await value(client, 'select value from ml_alerts'), 14, 'weekends are sessions of it');
  });

  test('runs that fail raise an alert that names the most frequent reason, until the share has fallen', async () => {
    await only('runs fail');
    assert.deepEqual(await changed(), [], 'no run is no failure');
    for (let i = 0; i < 19; i++) await run('succeeded');
    await run('failed', 'disk full');
    assert.deepEqual(await changed(), [], 'the share is not above the threshold');
    await run('failed', 'disk full');
    await run('skipped', 'too little history');
    const [raised] = await changed();
    assert.match(raised, /^raised: 2 of 21 runs that ended within 24:00:00 failed, most often: disk full$/);
    await client.query("update ml_pipeline_runs set finished_at = now() - interval '25 hours' where status = 'failed'");
    assert.equal((await changed()).length, 1);
    assert.deepEqual(await states(), ['resolved']);
  });

  test('predictions behind their prices are pending first, raised when that has lasted, and forgotten when it has not', async () => {
    await only('predictions behind prices');
    await insertBars(client, stock, 2, { from: '2024-03-27' });
    const model = await addModel(client, stock);
    await addPredictions(client, stock, model, [{ session: '2024-03-27', probability: 0.7 }]);
    assert.deepEqual([await changed(), await states()], [[], ['pending']]);
    await client.query("update ml_alerts set since = since - interval '59 minutes'");
    assert.deepEqual([await changed(), await states()], [[], ['pending']]);
    await client.query("update ml_alerts set since = since - interval '2 minutes'");
    assert.deepEqual(await changed(), ['raised: the newest session of 1 of 1 instrument has no prediction']);
    await addPredictions(client, stock, model, [{ session: '2024-03-28', probability: 0.7 }]);
    assert.equal((await changed()).length, 1);
    await client.query("delete from ml_predictions where prediction_date = '2024-03-28'");
    await evaluate();
    assert.deepEqual(await states(), ['resolved', 'pending']);
    await addPredictions(client, stock, model, [{ session: '2024-03-28', probability: 0.7 }]);
    assert.deepEqual([await changed(), await states()], [[], ['resolved']]);
  });

  test('models that drift', async () => {
    await only('models drift');
    await insertBars(client, stock, 1, { from: '2024-03-27' });
    const model = await addModel(client, stock);
    await addPredictions(client, stock, model, [{ session: '2024-03-27', probability: 0.7 }]);
    assert.deepEqual(await changed(), []);
    await client.query(
      `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
       values ($1, '2024-03-27', 63, 0.1, 0.5, 0.9, 1, '[]')`,
      [model],
    );
    assert.match((await changed())[0], /^raised: 1 of 1 serving model drift, among them AAA: /);
    await client.query('update ml_drift set drifted_share = 0.1');
    assert.match((await changed())[0], /^resolved/);
  });

  test('workers that go', async () => {
    await only('workers gone');
    await client.query("update ml_alert_rules set threshold = 2, holds_for = '0' where name = 'workers gone'");
    assert.deepEqual(await changed(), ['raised: no worker for short steps, of at least 2']);
    await client.query("select register_worker_pool('one', 'host', 1)");
    assert.deepEqual(await changed(), []);
    assert.equal(await value(client, 'select message from ml_alerts'), 'one worker for short steps, of at least 2');
    await client.query("select register_worker_pool('two', 'host', 1)");
    assert.match((await changed())[0], /^resolved/);
  });

  test('jobs that nobody takes', async () => {
    await only('jobs wait');
    await client.query("select from request_run($1, 'prices inserted', 'training')", [stock]);
    await client.query(
      "update stock_data_worker._private_jobs set run_at = statement_timestamp() - interval '20 minutes'",
    );
    assert.deepEqual(await changed(), [
      'raised: a job of check_data_availability has waited for 00:20:00: no worker takes it, or too few',
    ]);
    await client.query("update stock_data_worker._private_jobs set locked_at = now(), locked_by = 'worker'");
    assert.match((await changed())[0], /^resolved/);
  });

  test('a rule that is disabled, deleted or about a paused instrument holds no alert open', async () => {
    await only('workers gone');
    await client.query("update ml_alert_rules set holds_for = '0'");
    await evaluate();
    await client.query('update ml_alert_rules set is_enabled = false');
    assert.deepEqual(await changed(), ['resolved: no worker for short steps, of at least 1']);
    await client.query("delete from ml_alert_rules where name = 'workers gone'");
    assert.deepEqual(await states(), []);

    await client.query("update base_instruments set created_at = '2024-01-02'");
    await only('no prediction');
    await client.query("update ml_alert_rules set threshold = 90 where name = 'no prediction'"); // no more than 60 are counted
    assert.match(
      (await changed())[0],
      /^raised: AAA has no prediction for at least 60 sessions, since 2024-01-0\d: no price/,
    );
    await client.query("select pause('AAA')");
    assert.match((await changed())[0], /^resolved/);
  });

  test('several rules may watch the same, and an instrument that goes takes its alerts along', async () => {
    await client.query(`
      update ml_alert_rules set is_enabled = false;
      update base_instruments set created_at = '2024-01-02';
      insert into ml_alert_rules (name, watches, threshold, severity) values
        ('a week', 'sessions_without_prediction', 5, 'warning'), ('a month', 'sessions_without_prediction', 21, 'critical')`);
    assert.deepEqual(
      (await evaluate()).map(({ rule_name }) => rule_name),
      ['a month', 'a week'],
    );
    await client.query('delete from base_instruments');
    assert.deepEqual(await states(), []);
  });

  test('what no enabled rule watches is not worked out', async () => {
    await only('workers gone');
    await insertBars(client, stock, 2);
    const plan = await column<string>(client, 'explain (analyze, timing off) select * from alert_conditions');
    const costly =
      / (late_on|latest_predictions|ml_predictions|ml_models|stock_prices|jobs_in_queues|ml_pipeline_runs)\b/;
    assert.deepEqual(
      plan.filter((line) => costly.test(line) && !line.includes('never executed')),
      [],
    );
  });

  test('a threshold that no comparison can be made with is refused where it is written', async () => {
    const refused = (change: string) =>
      tried(client, () => client.query(`update ml_alert_rules set ${change} where name = 'runs fail'`)).then(
        () => assert.fail(`${change} was accepted`),
        (error: unknown) => (error instanceof pg.DatabaseError ? error.constraint : assert.fail(String(error))),
      );
    assert.deepEqual(
      [
        await refused("watches = 'oldest_job_seconds', threshold = 'NaN'"),
        await refused("watches = 'oldest_job_seconds', threshold = 'infinity'"),
        await refused('threshold = -0.1'),
        await refused('threshold = 1'),
        await refused("period = '0'"),
        await refused("period = '1 year'"),
        await refused("holds_for = '-1 second'"),
        await refused("watches = 'the weather'"),
        await refused("watches = 'live_workers', threshold = 0"),
      ],
      [
        'threshold_is_a_number',
        'threshold_is_a_number',
        'threshold_is_a_number',
        'share_below_one',
        'period_within_a_quarter',
        'period_within_a_quarter',
        'holds_for_within_a_month',
        'known_watch',
        'at_least_one_session_or_worker',
      ],
    );
  });

  test('a hook is an address without a login, and no token leaves the machine unencrypted', async () => {
    const add = (url: string, sendsToken = false) =>
      tried(client, () =>
        client.query('insert into ml_alert_hooks (name, url, sends_token) values ($1, $1, $2)', [url, sendsToken]),
      ).then(
        () => 'accepted',
        (error: unknown) => (error instanceof pg.DatabaseError ? error.constraint : assert.fail(String(error))),
      );
    assert.equal(await add('https://example.com/hook?key=1', true), 'accepted');
    assert.equal(await add('http://example.com:8080/hook'), 'accepted');
    assert.equal(await add('http://localhost:8080', true), 'accepted');
    for (const url of ['http://example.com/x', 'http://localhost.example.com/', 'http://127.0.0.1.example.com']) {
      assert.equal(await add(url, true), 'token_is_encrypted', url);
    }
    for (const url of ['file:///etc/passwd', 'https://user:secret@example.com/', 'https://', 'https://a b/', 'x']) {
      assert.equal(await add(url), 'url_is_http', url);
    }
  });

  test('each hook gets one delivery per evaluation, of what it wants to know, the critical first', async () => {
    await client.query(`
      update base_instruments set created_at = '2024-01-02';
      update ml_alert_rules set holds_for = '0', is_enabled = name in ('no prediction', 'workers gone');
      insert into ml_alert_hooks (name, url, minimum_severity, is_enabled) values
        ('all', 'https://example.com/', 'warning', true), ('critical', 'https://example.com/', 'critical', true),
        ('off', 'https://example.com/', 'warning', false)`);
    for (let i = 0; i < 120; i++) await addInstrument(client, `S${i}`);
    await client.query("update base_instruments set created_at = '2024-01-02'");
    await evaluate();
    const deliveries = await rows<{ hook_name: string; payload: Record<string, unknown> & { alerts: unknown[] } }>(
      client,
      'select hook_name, payload from ml_alert_deliveries order by hook_name',
    );
    assert.deepEqual(
      deliveries.map(({ hook_name, payload }) => [hook_name, payload.raised, payload.resolved, payload.alerts.length]),
      [
        ['all', 122, 0, 100],
        ['critical', 1, 0, 1],
      ],
    );
    const [, { payload }] = deliveries;
    const { id, rule, severity, message, state } = await one(
      client,
      "select a ->> 'id' as id, a ->> 'rule' as rule, a ->> 'severity' as severity, a ->> 'message' as message, a ->> 'state' as state from jsonb_array_elements($1::jsonb) a",
      [JSON.stringify(payload.alerts)],
    );
    assert.ok(Number(id) > 0);
    assert.deepEqual(
      [rule, severity, message, state],
      ['workers gone', 'critical', 'no worker for short steps, of at least 1', 'raised'],
    );
    assert.deepEqual(deliveries[0].payload.alerts[0], payload.alerts[0]);
  });

  test('a delivery that fails is tried later and later, and given up after twelve attempts', async () => {
    await client.query(`
      insert into ml_alert_hooks (name, url) values ('hook', 'https://example.com/');
      insert into ml_alert_deliveries (hook_name, payload) values ('hook', '{}')`);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt++) {
      const [taken] = await rows(client, 'select id from take_alert_deliveries()');
      assert.deepEqual(await rows(client, 'select id from take_alert_deliveries()'), [], 'nobody else takes it');
      await client.query("select finish_alert_delivery($1, 'status 500')", [taken.id]);
      waits.push(
        await value(
          client,
          'select round(extract(epoch from next_attempt_at - clock_timestamp()))::int from ml_alert_deliveries',
        ),
      );
      await client.query("update ml_alert_deliveries set next_attempt_at = clock_timestamp() - interval '1 second'");
    }
    assert.deepEqual(waits.slice(0, 4), [30, 60, 120, 240]);
    assert.deepEqual(await rows(client, 'select id from take_alert_deliveries()'), []);
    const kept = await one(
      client,
      'select attempts, last_error, given_up_at is not null as given_up from ml_alert_deliveries',
    );
    assert.deepEqual(kept, { attempts: 12, last_error: 'status 500', given_up: true });
  });

  test('readers see rules and alerts, and nothing of hooks; operators change rules', async () => {
    await only('workers gone');
    await evaluate();
    await client.query('set local role pgaugur_reader');
    assert.equal(
      await value(client, 'select r.severity from ml_alerts a join ml_alert_rules r on r.name = a.rule_name'),
      'critical',
    );
    assert.deepEqual(await column(client, 'select message from alert_conditions'), [
      'no worker for short steps, of at least 1',
    ]);
    for (const hidden of ['ml_alert_hooks', 'ml_alert_deliveries']) {
      await assert.rejects(
        tried(client, () => client.query(`select from ${hidden}`)),
        /permission denied/,
      );
    }
    await assert.rejects(
      tried(client, () => client.query('select evaluate_alerts()')),
      /permission denied/,
    );
    await client.query('set local role pgaugur_operator');
    await client.query("update ml_alert_rules set threshold = 3 where name = 'workers gone'; select evaluate_alerts()");
  });

  test('resolved alerts and what was told of them go with old runs', async () => {
    await only('workers gone');
    await client.query(`
      update ml_alert_rules set holds_for = '0';
      insert into ml_alert_hooks (name, url) values ('hook', 'https://example.com/')`);
    await evaluate();
    await client.query('update ml_alert_rules set is_enabled = false');
    await evaluate();
    await client.query(`
      update ml_alerts set resolved_at = now() - interval '91 days';
      update ml_alert_deliveries set delivered_at = now() - interval '91 days' where id = (select min(id) from ml_alert_deliveries);
      select delete_old_runs()`);
    assert.deepEqual(await states(), []);
    assert.equal(await value(client, 'select count(*)::int from ml_alert_deliveries'), 1);
  });
});
