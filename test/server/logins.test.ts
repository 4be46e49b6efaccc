import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { buildSchema, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import { createClient } from '../../src/db/pool.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { fitOn, sample } from '../learn/support.ts';
import { post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { column, rows } from '../support/rows.ts';
import { everythingOf } from './everything_of.ts';
import { insertForecasts } from './forecasts.ts';

/** What tells who is logged in, wherever SQL may say it. */
const LOGIN = String.raw`\m(session_user|current_user|current_role|system_user|session_authorization|usename|getpgusername)\M`;

/** A model as XGBoost saves it. */
const { features, labels } = sample(50, 1, 1);
const TREES = saveModel({
  ...fitOn(features, labels).model,
  featureNames: ['rsi_14'],
});

/** One call of everything that is executed by operators alone. They follow each other as an operator may type them. */
const CALLS: Readonly<Record<string, string>> = {
  // Before anything else is asked for: no run has looked at the prices.
  reconcile_prices: 'select reconcile_prices()',
  backtest: 'select backtest(1)',
  backtest_portfolio: 'select backtest_portfolio()',
  backfill: "select backfill('JPM', '2024-01-01', '2024-01-04')",
  promote_model: "select promote_model(id, 'better') from ml_models where model_version = 'v2.1.0'",
  rollback_model: 'select rollback_model(1)',
  pause_instrument: 'select pause_instrument(1)',
  resume_instrument: 'select resume_instrument(1)',
  pause: "select pause('JPM')",
  resume: "select resume('JPM')",
  cancel_run: "select cancel_run(id) from ml_pipeline_runs where status = 'queued' limit 1",
  retry_run: "select retry_run(id) from ml_pipeline_runs where status = 'cancelled' limit 1",
  train: "select train('JPM')",
  predict: "select predict('JPM')",
  request_run: "select request_run(1, 'asked')",
  request_runs: "select request_runs(array[1], 'asked', 'training')",
  train_pool: 'select train_pool()',
  prune: "select prune('30 days', true)",
  evaluate_alerts: 'select evaluate_alerts()',
  take_alert_deliveries: 'select take_alert_deliveries()',
  finish_alert_delivery: 'select finish_alert_delivery(1, null)',
  add_feature_source: "select add_feature_source('others', 'tips', array['tip'], 'symbol', 'known_at')",
  is_number_text: "select is_number_text('1')",
  kept_number: "select kept_number('1')",
  fits_a_double: 'select fits_a_double(1)',
  rows_are_hidden: "select rows_are_hidden('public.tips')",
  written_through_others: "select written_through_others('public.tips')",
  source_relation: "select source_relation('tips')",
  source_column_type: "select source_column_type('public.tips', 'tip')",
  source_column_is_numeric: "select source_column_is_numeric('public.tips', 'tip')",
  source_shape_fault: 'select source_shape_fault(s) from ml_feature_sources s',
  source_fault: 'select source_fault(s) from ml_feature_sources s',
  count_source_keys: 'select count_source_keys(s) from ml_feature_sources s',
  source_of_the_future: 'select source_of_the_future(s) from ml_feature_sources s',
  source_expression: 'select source_expression(s, 1) from ml_feature_sources s',
  reads_virtual_columns: "select reads_virtual_columns('public.tips', array['tip'])",
  watch_source: "select watch_source('public.tips')",
  accept_source_changes: "select accept_source_changes('others')",
  remove_feature_source: "select remove_feature_source('others')",
  judge_external_models: 'select count(*) from judge_external_models()',
  register_external_model: `select register_external_model('JPM', 'theirs', '${TREES}', array['rsi_14'])`,
};

/** One row of everything that operators alone write, before the calls. */
const WRITES: Readonly<Record<string, string>> = {
  ml_pipeline_policies: "insert into ml_pipeline_policies (instrument_id, model_scope) values (1, 'both'), (2, 'both')",
  ml_pipeline_defaults: 'update ml_pipeline_defaults set kept_models = 6',
  ml_alert_rules: "update ml_alert_rules set holds_for = '0'",
  ml_alert_hooks: "insert into ml_alert_hooks (name, url) values ('hook', 'https://example.com/')",
  exchange_holidays:
    "insert into exchange_holidays (exchange_id, holiday_date, name) values (1, '2031-01-01', 'closed')",
  ml_feature_sources:
    "insert into ml_feature_sources (name, relation, value_columns, known_at) values ('tips', 'tips', '{tip}', 'known_at')",
  external_predictions:
    "insert into external_predictions (model, symbol, session, probability) values ('said', 'JPM', '2024-01-02', 0.6)",
  ml_context_indices:
    "insert into ml_context_indices (slot, index_id) select 1, id from base_instruments where symbol = 'IDX'",
};

describe('logins', () => {
  const database = ownDatabase();
  const owner = database.client();
  /** What the database gives: test/dump holds that. */
  const api = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  let server: RunningServer;
  let logins: { relation: string; column: string }[];

  before(async () => {
    server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0 });
    logins = await rows(
      owner,
      `select c.relname as relation, a.attname as column
       from pg_attribute a
       join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'v', 'm', 'p')
       left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       -- What an interval is relied on by is a gate, and nobody.
       where c.relnamespace = $1::regnamespace and (a.attname ~ '(?<!relied_on)_by$' or pg_get_expr(d.adbin, d.adrelid) ~* $2)
       order by 1, 2`,
      [database.schema, LOGIN],
    );
  });

  database.beforeDrop(() => server.close());

  test('are written down by the defaults of these columns, and by no function or view', async () => {
    assert.deepEqual(
      logins.map((login) => `${login.relation}.${login.column}`),
      [
        'ml_backfill_requests.requested_by',
        'ml_backtest_requests.requested_by',
        'ml_feature_sources.added_by',
        'ml_model_promotions.promoted_by',
        'ml_models.created_by',
        'ml_portfolio_backtests.requested_by',
      ],
    );
    const elsewhere = await column(
      owner,
      `select p.proname from pg_proc p
       where p.pronamespace = $1::regnamespace and p.prokind <> 'a'
         and regexp_replace(pg_get_functiondef(p.oid), '--[^\\n]*', '', 'g') ~* $2
       union all
       select c.relname from pg_class c
       where c.relnamespace = $1::regnamespace and c.relkind in ('v', 'm') and pg_get_viewdef(c.oid) ~* $2`,
      [database.schema, LOGIN],
    );
    // It tells the caller, in an error, which of his rights is missing.
    assert.deepEqual(elsewhere, ['check_feature_source']);
  });

  test('are named by no function that the reader may execute', async () => {
    const naming = await column(
      owner,
      `select distinct p.proname from pg_proc p, unnest($2::text[]) login
       where p.pronamespace = $1::regnamespace and p.prokind <> 'a'
         and pg_get_functiondef(p.oid) ~ ('\\m' || login || '\\M')
         and has_function_privilege('pgaugur_reader', p.oid, 'execute')`,
      [database.schema, logins.map((login) => login.column)],
    );
    assert.deepEqual(naming, []);
  });

  test('are no field, filter, order or group of the API', () => {
    const names = Object.values(api.getTypeMap()).flatMap((type) => {
      if (isObjectType(type) || isInputObjectType(type)) return Object.keys(type.getFields());
      return isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
    });
    const columns = new Set(logins.map((login) => login.column.replaceAll('_', '')));
    assert.deepEqual(
      names.filter((name) =>
        columns.has(
          name
            .replace(/_(ASC|DESC)$/, '')
            .replaceAll('_', '')
            .toLowerCase(),
        ),
      ),
      [],
    );
  });

  test('of an operator who has done everything that operators do is nothing to be read', async () => {
    const marker = `login_marker_${new URL(database.url).pathname.slice(1)}`;
    await insertForecasts(database);
    await owner.query(`insert into ml_model_artifacts (sha256, format, content) values (encode(sha256('x'), 'hex'), 'test', 'x');
      insert into base_instruments (id, symbol, name, instrument_type) overriding system value
      values (3, 'IDX', 'An index', 'index');
      select setval(pg_get_serial_sequence('ml_models', 'id'), 1)`);
    await addModel(owner, 1, {
      model_version: 'v2.1.0',
      status: 'testing',
      is_production: false,
      gate_passed: false,
      model_file_hash: (await column(owner, 'select sha256 from ml_model_artifacts'))[0],
    });
    await owner.query(
      "update ml_models set model_file_hash = (select sha256 from ml_model_artifacts), deployed_at = '2023-01-01' where id = 1",
    );
    await owner.query(`create role ${marker} login password 'secret'; grant pgaugur_operator to ${marker};
      create table public.tips (symbol text, known_at date, tip float8);
      grant select on public.tips to pgaugur_operator, pgaugur_worker; grant usage on schema public to public`);
    try {
      const url = new URL(database.url);
      url.username = marker;
      url.password = 'secret';
      await actAsOperator(url.href);
      for (const { relation, column } of logins) {
        const { rowCount } = await owner.query(`update ${relation} set ${column} = $1`, [marker]);
        assert.ok(rowCount, `${relation} has no row that could show a login`);
      }
      const queries = everythingOf(api);
      assert.ok(queries.length > 30, `only ${queries.length} lists were found`);
      for (const { query, mayFail } of queries) {
        const { data, errors } = await post(server.url, query);
        if (!mayFail) assert.equal(errors, undefined, `${query}: ${JSON.stringify(errors)}`);
        assert.ok(!JSON.stringify({ data, errors }).includes(marker), query);
      }
    } finally {
      await owner.query(`drop role ${marker}`);
    }
  });

  /** What operators alone may do, each once and by this login; the catalog says whether something is missing here. */
  async function actAsOperator(databaseUrl: string) {
    assert.deepEqual(
      Object.keys(CALLS).sort(),
      await column(
        owner,
        `select distinct proname::text from pg_proc p where pronamespace = $1::regnamespace
           and has_function_privilege('pgaugur_operator', oid, 'execute')
           and not has_function_privilege('pgaugur_reader', oid, 'execute')
           and prorettype <> 'trigger'::regtype order by 1`,
        [database.schema],
      ),
    );
    assert.deepEqual(
      Object.keys(WRITES).sort(),
      await column(
        owner,
        `select relname::text from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'v', 'p')
           and has_any_column_privilege('pgaugur_operator', oid, 'insert, update') order by 1`,
        [database.schema],
      ),
    );
    const operator = createClient({ databaseUrl, schema: database.schema });
    await operator.connect();
    try {
      const { reconcile_prices: first, ...calls } = CALLS;
      for (const sql of [first, ...Object.values(WRITES), ...Object.values(calls)]) {
        const { rowCount } = await operator.query(sql);
        assert.ok(rowCount, `${sql} did nothing`);
      }
    } finally {
      await operator.end();
    }
  }
});
