import type pg from 'pg';
import { createClient } from '../../src/db/pool.ts';
import { insertForecasts } from '../server/forecasts.ts';
import { createTestDatabase } from '../support/database.ts';
import { type Measurement, rounded } from '../support/measure.ts';

const ROWS = 10_000;
const STATEMENTS = 300;
const TIMES = 10;

const rowsFrom = (from: string, rows: number) => `
  insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch, predicted_class,
    prediction_probability, origin)
  select 1, 1, date '1900-01-01' + ${from} + i, date '1900-01-10' + ${from} + i, 0, true, 0.6, 'live'
  from generate_series(1, ${rows}) i`;

const WORK = {
  bulk: rowsFrom('0', ROWS),
  singly: `do $$ begin for n in 1..${STATEMENTS} loop ${rowsFrom('n', 1)}; end loop; end $$`,
};

/** What it costs to tell of changes: predictions inserted with triggers that tell of them, over the same without. */
export const changes: Measurement = {
  name: 'changes',
  description: `${ROWS} predictions in one statement and ${STATEMENTS} in as many, with triggers that tell of them over without`,
  async run(_seed, say) {
    const database = await createTestDatabase();
    const options = { databaseUrl: database.url, schema: database.schema };
    const [db, listener] = [createClient(options), createClient(options)];
    try {
      await Promise.all([db.connect(), listener.connect()]);
      await insertForecasts(database);
      const unheard = await ratios(db);
      await listener.query('select listen_to_changes()');
      const heard = await ratios(db);
      say(`nobody listens: ${JSON.stringify(unheard)}, somebody does: ${JSON.stringify(heard)}`);
      return { tellingUnheardRatio: unheard, tellingHeardRatio: heard };
    } finally {
      await Promise.all([db.end(), listener.end()]);
      await database.drop();
    }
  },
};

async function ratios(db: pg.Client): Promise<Record<keyof typeof WORK, number>> {
  return { bulk: await ratio(db, WORK.bulk), singly: await ratio(db, WORK.singly) };
}

/** The fastest of each; with and without in turn, now one first and now the other, so that both meet the same machine. */
async function ratio(db: pg.Client, work: string): Promise<number> {
  const times: Record<'enable' | 'disable', number[]> = { enable: [], disable: [] };
  for (let i = 0; i <= TIMES; i++) {
    for (const how of i % 2 === 0 ? (['enable', 'disable'] as const) : (['disable', 'enable'] as const)) {
      await db.query(`alter table ml_predictions ${how} trigger tell_of_changes_on_insert`);
      await db.query('begin');
      const started = performance.now();
      await db.query(work);
      if (i > 0) times[how].push(performance.now() - started); // the first is for plans and caches
      await db.query('rollback');
    }
  }
  await db.query('alter table ml_predictions enable trigger tell_of_changes_on_insert');
  await db.query('vacuum ml_predictions');
  return rounded(Math.min(...times.enable) / Math.min(...times.disable), 2);
}
