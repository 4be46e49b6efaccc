import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { escapeIdentifier } from 'pg';
import { cloneRows } from '../server/cloned_rows.ts';
import { insertForecasts } from '../server/forecasts.ts';
import { ownDatabase } from '../support/own_database.ts';

/** As docs/operating.md says: what goes with an instrument, and what stays without it. */
describe('an instrument that is taken out', () => {
  const database = ownDatabase();
  const client = database.client();

  before(async () => {
    await insertForecasts(database);
    // Instrument 1 again, as 1001, with all its rows.
    await client.query(cloneRows(database.schema, 1));
  });

  /** Rows per table and instrument, of every table that says which instrument a row is about. */
  const rows = async (): Promise<Map<string, { its: number; others: number }>> => {
    const { rows: places } = await client.query<{ table: string; column: string }>(
      `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
         and (a.attname in ('instrument_id', 'stock_id', 'index_id')
              or c.relname = 'base_instruments' and a.attname = 'id')`,
    );
    const found = new Map<string, { its: number; others: number }>();
    for (const { table, column } of places) {
      const name = escapeIdentifier(column);
      const { rows: counted } = await client.query<{ its: number; others: number }>(
        `select count(*) filter (where ${name} = 1)::integer as its, count(*) filter (where ${name} <> 1)::integer as others
         from ${escapeIdentifier(table)}`,
      );
      found.set(`${table}.${column}`, counted[0]);
    }
    return found;
  };

  test('by is_active keeps everything, and gets no run by new prices or by hand', async () => {
    const earlier = await rows();
    await client.query("update base_instruments set is_active = false where symbol = 'JPM'");
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
       values (1, '2024-01-05', 105, 106, 104, 105, 1000)`,
    );
    const asked = await client.query("select from request_runs(array[1], 'by hand')");
    assert.equal(asked.rowCount, 0);
    const later = await rows();
    for (const table of ['ml_pipeline_runs.instrument_id', 'ml_predictions.instrument_id', 'ml_models.instrument_id']) {
      assert.deepEqual(later.get(table), earlier.get(table), table);
    }
    await client.query("update base_instruments set is_active = true where symbol = 'JPM'");
    assert.equal((await client.query("select from predict('JPM')")).rowCount, 1);
  });

  test('by a deletion takes all that is about it along, and nothing of anybody else', async () => {
    const earlier = await rows();
    const filled = [...earlier].filter(([, { its, others }]) => its > 0 && others > 0).map(([table]) => table);
    assert.ok(filled.length >= 7, filled.join(', '));
    await client.query("delete from base_instruments where symbol = 'JPM'");
    for (const [table, { its, others }] of await rows()) {
      assert.equal(its, 0, `${table} still has rows of it`);
      assert.equal(others, earlier.get(table)?.others, table);
    }
    const { rows: left } = await client.query(
      'select from ml_pipeline_tasks t where not exists (select from ml_pipeline_runs r where r.id = t.run_id)',
    );
    assert.equal(left.length, 0);
  });

  test('may be done by its owner alone', async () => {
    for (const role of ['pgaugur_reader', 'pgaugur_operator'] as const) {
      const other = await database.connect({ role });
      try {
        await assert.rejects(other.query("delete from base_instruments where symbol = 'NEW'"), /permission denied/);
        await assert.rejects(other.query('update base_instruments set is_active = false'), /permission denied/);
      } finally {
        await other.end();
      }
    }
  });
});
