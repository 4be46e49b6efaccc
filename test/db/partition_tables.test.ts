import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { migrate } from '../../src/db/migrate.ts';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { insertForecasts } from '../server/forecasts.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, rows } from '../support/rows.ts';

describe('tables partitioned by instrument', () => {
  const database = ownDatabase();
  const client = database.client();
  before(() => insertForecasts(database));

  test('convert', async () => {
    const seen: unknown[] = [];
    const report = await partitionTables(database.url, database.schema, {
      partitions: 4,
      prices: true,
      progress: (...x) => seen.push(x),
    });
    console.log(report, seen.length);
    console.log(
      await rows(
        client,
        "select relname, relkind, reloptions, relpartbound is not null as part from pg_class where relnamespace = 'stock_data'::regnamespace and relkind in ('r','p') and relname ~ 'features|predictions|prices' order by 1",
      ),
    );
    console.log(
      await rows(
        client,
        "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid in ('ml_predictions'::regclass, 'features'::regclass,'stock_prices'::regclass) order by 1",
      ),
    );
    console.log(await column(client, 'select count(*) from latest_predictions'));
  });
});
