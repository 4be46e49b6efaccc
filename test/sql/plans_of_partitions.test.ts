import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type pg from 'pg';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { PARTITIONABLE } from '../../src/db/partitions/tables.ts';
import { market, models, weekdays } from '../bench/big_rows.ts';
import { ownDatabase } from '../support/own_database.ts';
import { one, rows } from '../support/rows.ts';

const SESSIONS = 20;

type PlanNode = {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
};

/** Rows that a plan has looked at, by table. */
function rowsRead(node: PlanNode, read: Record<string, number> = {}): Record<string, number> {
  const table = node['Relation Name'];
  if (table !== undefined) {
    const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    read[table] = (read[table] ?? 0) + rows;
  }
  for (const child of node.Plans ?? []) rowsRead(child, read);
  return read;
}

/** How many rows of each of some tables a view reads, which has one row per instrument. */
async function rowsReadBy(client: pg.Client, view: string, instruments: number): Promise<Record<string, number>> {
  const found = await one<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
    client,
    `explain (analyze, timing off, costs off, format json) select * from ${view}`,
  );
  const [{ Plan }] = found['QUERY PLAN'];
  assert.equal(Plan['Actual Rows'], instruments, view);
  return rowsRead(Plan);
}

/** One prediction, model and measured drift of each instrument, in partitions. */
function divided(instruments: number) {
  const database = ownDatabase();
  const client = database.client();
  before(async () => {
    await client.query('set session_replication_role = replica');
    for (const [, statement] of [...market(instruments, SESSIONS), ...models(1, SESSIONS)])
      await client.query(statement);
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, trading_date_utc, trading_date_epoch, open_price, high_price,
         low_price, close_price, volume)
       select i.id, w.session, w.session, 0, 10, 10, 10, 10, 1
       from base_instruments i, (${weekdays(1)}) w where i.instrument_type = 'stock'`,
    );
    await client.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, origin, entry_date)
       select m.id, m.instrument_id, w.session, w.session + 9, 0, true, 0.6, 'live', w.session + 1
       from ml_models m, (${weekdays(1)}) w`,
    );
    await client.query(
      `insert into ml_drift (model_id, session, sessions, score_psi, score_noise, drifted_share, major_share, worst_features)
       select m.id, w.session, 63, 0.1, 1, 0.1, 0.8, '[]' from ml_models m, (${weekdays(1)}) w`,
    );
    await client.query('set session_replication_role = origin');
    await partitionTables(database.url, database.schema, { partitions: 16, prices: true });
    await client.query('analyze');
  });
  return { database, client };
}

const ROW_BY_ROW = ['latest_predictions', 'todays_forecasts', 'serving_models', 'leaderboard'];

// Where they are fewer, reading all models costs hardly more than the look-ups that the planner expects.
describe('plans of partitions of some hundred instruments', () => {
  const INSTRUMENTS = 330;
  const { client } = divided(INSTRUMENTS);

  test('the model of each prediction is looked up', async () => {
    for (const view of ROW_BY_ROW) {
      const { ml_models: models } = await rowsReadBy(client, view, INSTRUMENTS);
      assert.ok(models < 10 * INSTRUMENTS, `${view} reads ${models} rows of ml_models`);
    }
  });
});

describe('plans of partitions', () => {
  const INSTRUMENTS = 400;
  const { database, client } = divided(INSTRUMENTS);

  test('what is looked up of a prediction reads rows of that prediction, and not of all others', async () => {
    for (const view of ROW_BY_ROW) {
      const read = await rowsReadBy(client, view, INSTRUMENTS);
      for (const table of ['base_instruments', 'ml_drift', 'ml_models']) {
        if (view === 'serving_models' && table === 'ml_drift') continue; // which says nothing of drift
        assert.ok(read[table] < 10 * INSTRUMENTS, `${view} reads ${read[table]} rows of ${table}`);
      }
    }
  });

  // Postgres prefers to plan a call again where a plan for one value reads fewer partitions: 1.2 ms a call, of 16.
  test('what a view asks of divided tables row by row is planned once per connection', async () => {
    const tables = PARTITIONABLE.map(({ name }) => name);
    const found = await rows<{ name: string; planned_once: boolean }>(
      client,
      `select distinct p.proname::text as name,
              coalesce('plan_cache_mode=force_generic_plan' = any (p.proconfig), false) as planned_once
       from pg_depend d
       join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
       join pg_proc p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid
       where p.pronamespace = current_schema()::regnamespace and p.pronargs > 0 and p.prosrc ~ $1
       order by 1`,
      [`\\m(from|join)\\s+(price_bars|${tables.join('|')})\\M`],
    );
    assert.deepEqual(
      found.filter((one) => !one.planned_once).map(({ name }) => name),
      [],
    );
    assert.ok(found.some(({ name }) => name === 'bar_of'));
  });

  test('what is asked of one instrument is looked for in its own partition', async () => {
    const asked = [
      'why_only_hold(m.id)',
      "bar_of(m.instrument_id, '2024-01-02', null::price_bars)",
      "label_of(m.instrument_id, '2024-01-02', 7)",
    ];
    for (const call of asked) {
      // A connection of its own: what others have counted is not in its figures.
      const asking = await database.connect();
      await asking.query('begin');
      await asking.query(`select ${call} from (select * from ml_models order by id limit 1) m`);
      const scanned = await rows<{ name: string }>(
        asking,
        `select s.relname::text as name from pg_stat_xact_user_tables s join pg_inherits i on i.inhrelid = s.relid
         where s.idx_scan + s.seq_scan > 0`,
      );
      await asking.query('rollback');
      const tables = scanned.map(({ name }) => name.replace(/_p16_\d+$/, ''));
      assert.deepEqual(tables, [...new Set(tables)], `${call} looks in ${scanned.map(({ name }) => name)}`);
      assert.ok(tables.length > 0, call);
    }
  });
});
