import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { z } from 'zod';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { parseYaml } from '../support/yaml.ts';

const GRAFANA = new URL('../../deploy/grafana/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, GRAFANA), 'utf8');

const source = z.object({ type: z.literal('grafana-postgresql-datasource'), uid: z.string() });
const target = z.object({
  datasource: source,
  refId: z.string(),
  format: z.enum(['table', 'time_series']),
  rawQuery: z.literal(true),
  rawSql: z.string(),
});
const place = z.object({ x: z.number().int(), y: z.number().int(), w: z.number().int(), h: z.number().int() });
const dashboard = z.object({
  uid: z.string().max(40),
  title: z.string(),
  schemaVersion: z.number().int().min(36),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), type: z.enum(['query', 'custom']), query: z.string() })),
  }),
  panels: z.array(
    z.object({
      id: z.number().int(),
      title: z.string(),
      type: z.enum(['stat', 'timeseries', 'table', 'bargauge', 'barchart', 'piechart']),
      datasource: source,
      gridPos: place,
      targets: z.array(target).min(1),
    }),
  ),
});
const dataSources = z.object({
  apiVersion: z.literal(1),
  datasources: z.array(
    source.extend({
      url: z.string(),
      user: z.string(),
      secureJsonData: z.object({ password: z.string() }),
      jsonData: z.object({ database: z.string(), sslmode: z.string() }).loose(),
    }),
  ),
});
const query = z.object({
  refId: z.string(),
  format: z.literal('table'),
  rawQuery: z.literal(true),
  rawSql: z.string(),
});
const threshold = z.object({
  refId: z.string(),
  type: z.literal('threshold'),
  expression: z.string(),
  conditions: z.array(z.object({ evaluator: z.object({ type: z.enum(['gt', 'lt']), params: z.array(z.number()) }) })),
});
const alerting = z.object({
  apiVersion: z.literal(1),
  groups: z.array(
    z.object({
      folder: z.string(),
      interval: z.string(),
      rules: z.array(
        z.object({
          uid: z.string().max(40),
          title: z.string(),
          condition: z.string(),
          for: z.string(),
          noDataState: z.enum(['OK', 'Alerting', 'NoData']),
          execErrState: z.enum(['OK', 'Alerting', 'Error']),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }),
          data: z.array(z.object({ refId: z.string(), datasourceUid: z.string(), model: z.union([query, threshold]) })),
        }),
      ),
    }),
  ),
});

const RANGE = "'2024-01-01T00:00:00Z' AND '2024-12-31T00:00:00Z'";
/** What Grafana makes of a query before Postgres gets it. @see https://grafana.com/docs/grafana/latest/datasources/postgres/ */
const asSent = (sql: string): string =>
  sql
    .replaceAll('$__interval', '1h')
    .replaceAll(/\$__timeFilter\(([^)]+)\)/g, `$1 BETWEEN ${RANGE}`)
    .replaceAll(/\$__timeGroupAlias\(([^,)]+), ?1h\)/g, 'floor(extract(epoch from $1)/3600)*3600 AS "time"')
    .replaceAll(/\$\{window:sqlstring\}/g, "'90'")
    .replaceAll(/\$\{symbol:sqlstring\}/g, "'AAA'");

describe('the files for Grafana', () => {
  const database = ownDatabase();
  const admin = database.client();
  const reader = database.client('pgaugur_reader');
  const dashboards = readdirSync(new URL('dashboards/', GRAFANA)).map((name) =>
    dashboard.parse(JSON.parse(read(`dashboards/${name}`))),
  );
  const [{ rules }] = alerting.parse(parseYaml(read('provisioning/alerting/pgaugur.yaml'))).groups;

  const empty = new Map<string, number>();
  /** Runs a query as Grafana's login would. */
  const ask = async (sql: string) => {
    const sent = asSent(sql);
    assert.doesNotMatch(sent, /\$/, 'a macro or variable that this test does not know');
    return reader.query(sent);
  };

  before(async () => {
    for (const { panels } of dashboards) {
      for (const { title, targets } of panels) empty.set(title, (await ask(targets[0].rawSql)).rows.length);
    }
    const stock = await addInstrument(admin, 'AAA');
    await insertBars(admin, stock, 40);
    const model = await addModel(admin, stock, { test_roc_auc: 0.6, trained_at: new Date() });
    await addPredictions(admin, stock, model, [
      { session: '2024-01-10', probability: 0.7, signal: 'BUY' },
      { session: '2024-02-09', probability: 0.3 },
    ]);
    await admin.query(`
      update ml_predictions set created_at = prediction_date;
      select settle_predictions();
      insert into ml_pipeline_runs (instrument_id, kind, status, reason, outcome, requested_at, finished_at)
      select id, 'prediction', status, 'test', 'so it ended', '2024-02-01', '2024-02-01 00:01'
      from base_instruments, unnest('{succeeded,failed}'::text[]) status;
      insert into ml_pipeline_tasks (run_id, step, position, status, attempt_limit, started_at, finished_at)
      select id, 'generate_predictions', 10, 'succeeded', 5, '2024-02-01', '2024-02-01 00:01' from ml_pipeline_runs
      where status = 'succeeded';
      select evaluate_alerts()`);
    await admin.query(
      `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
       values ($1, '2024-02-09', 63, 0.1, 0.5, 0.9, 1, '[]')`,
      [model],
    );
  });

  test('every query of every panel is answered to the reader role, with rows where there is something to show', async () => {
    const silent: string[] = [];
    for (const { panels } of dashboards) {
      for (const { title, targets } of panels) {
        for (const { rawSql, format } of targets) {
          const { rows, fields } = await ask(rawSql);
          if (rows.length === 0) silent.push(title);
          if (format === 'time_series') assert.equal(fields[0].name, 'time', title);
        }
      }
    }
    // The prices of the test end in 2024: nothing of them is a signal of today.
    assert.deepEqual(silent, ['Signals of today']);
    assert.ok(empty.size > 20);
  });

  test('an empty installation is shown too: numbers of one row are one row', () => {
    assert.deepEqual([empty.get('Health'), empty.get('Live workers'), empty.get('Raised alerts')], [1, 1, 1]);
  });

  test('each alert rule asks for one number, and holds while what it watches is broken', async () => {
    const holding = async () => {
      const titles: string[] = [];
      for (const { title, condition, data } of rules) {
        const [asked, compared] = data;
        assert.ok('rawSql' in asked.model && 'conditions' in compared.model, title);
        assert.deepEqual(
          [compared.refId, compared.model.expression, compared.datasourceUid],
          [condition, asked.refId, '__expr__'],
        );
        const { rows, fields } = await ask(asked.model.rawSql);
        assert.deepEqual([rows.length, fields.length], [1, 1], title);
        const { type, params } = compared.model.conditions[0].evaluator;
        const value = Number(Object.values(rows[0])[0]);
        if (type === 'gt' ? value > params[0] : value < params[0]) titles.push(title);
      }
      return titles;
    };
    const [worker, critical, warnings, jobs, unevaluated] = rules.map(({ title }) => title);
    // No worker is there, so neither of the two minutes that the database waits before it says so has passed.
    assert.deepEqual(await holding(), [worker, warnings, unevaluated]);
    await admin.query(`
      update ml_alert_rules set holds_for = '0';
      update stock_data_worker._private_jobs set run_at = statement_timestamp() - interval '16 minutes';
      select evaluate_alerts()`);
    assert.deepEqual(await holding(), [worker, critical, warnings, jobs]);
    await admin.query(`
      select register_worker_pool('pool', 'host', 1);
      delete from stock_data_worker._private_jobs;
      update ml_alert_rules set is_enabled = watches in ('live_workers', 'oldest_job_seconds');
      select evaluate_alerts()`);
    assert.deepEqual(await holding(), []);
  });

  test('the data source is the one that all ask, and its login and password are in no file', () => {
    const { datasources } = dataSources.parse(parseYaml(read('provisioning/datasources/pgaugur.yaml')));
    const [{ uid, user, secureJsonData, url, jsonData }] = datasources;
    for (const value of [user, secureJsonData.password, url, jsonData.database, jsonData.sslmode]) {
      assert.match(value, /^\$PGAUGUR_GRAFANA_[A-Z]+$/);
      assert.ok(read('README.md').includes(`\`${value.slice(1)}\``), value);
    }
    const uids = dashboards.flatMap(({ panels }) =>
      panels.flatMap((panel) => [panel.datasource.uid, panel.targets[0].datasource.uid]),
    );
    assert.deepEqual([...new Set([...uids, ...rules.map(({ data }) => data[0].datasourceUid)])], [uid]);
  });

  test('panels have a number each, and none lies over another', () => {
    for (const { title, panels } of dashboards) {
      assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length, title);
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        assert.ok(x + w <= 24, title);
        return Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`);
      });
      assert.equal(new Set(cells).size, cells.length, title);
    }
  });

  test('variables are asked for in SQL that the reader may run', async () => {
    const variables = dashboards.flatMap(({ templating }) => templating.list);
    for (const { query: sql } of variables.filter(({ type }) => type === 'query')) {
      assert.deepEqual((await ask(sql)).rows, [{ symbol: 'AAA' }]);
    }
  });

  test('dashboards are read from where the guide says they are put', () => {
    const providers = z.object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) });
    const [{ options }] = providers.parse(parseYaml(read('provisioning/dashboards/pgaugur.yaml'))).providers;
    assert.ok(read('README.md').includes(`\`${options.path}/\``));
  });
});
