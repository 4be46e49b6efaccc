import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../../src/db/pool.ts';
import { addInstrument, insertPriceRows, type PriceRows } from '../../support/market.ts';
import { value } from '../../support/rows.ts';
import { randomWalk } from '../random_walk.ts';

/** What makes an instrument a trained one, in the order of its references, and the column that says whose it is. */
const COPIED: readonly (readonly [table: string, owner: string])[] = [
  ['stock_prices', 'stock_id'],
  ['features', 'instrument_id'],
  ['ml_price_looks', 'instrument_id'],
];
const OF_MODELS = ['ml_drift_references', 'ml_drift', 'ml_predictions'];

/** The day after the newest session of each named instrument that is no weekend; the same price steps for all. */
export const NEXT_BAR = `
  insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
  select n.stock_id, n.session, n.close, n.close * 1.02, n.close * 0.98,
         round(n.close * (1 + (('x' || left(md5(n.session::text), 4))::bit(16)::int % 200 - 100) / 10000.0), 4), 1000000
  from unnest($1::int[]) as i (id)
  cross join lateral (
    select p.stock_id, p.close_price as close,
           p.trading_date_local + case extract(isodow from p.trading_date_local) when 5 then 3 when 6 then 2 else 1 end
             as session
    from stock_prices p where p.stock_id = i.id order by p.trading_date_local desc limit 1) n`;

/**
 * What is measured are days of trained instruments. Prices depend on the calendar, and with them on which of these days a
 * model has drifted far enough to be trained again, which costs a hundred times as much.
 */
export const NEVER_TRAINED_AGAIN =
  'update ml_pipeline_defaults set retrain_after_sessions = 100000, maximum_drift = 1, maximum_score_drift = 1e6';

/** Sessions are added while it is measured, and none may lie in the future. */
const ROOM_DAYS = 300;
const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

/** The same walk whatever the day, so that its newest session is the last weekday before `today`. */
export function walk(sessions: number, seed: number, stream: number, today = daysAgo(ROOM_DAYS)): PriceRows {
  const bars = randomWalk(sessions, seed, stream);
  const text = (values: Float64Array) => Array.from(values, (price) => price.toFixed(4));
  const dates: string[] = [];
  for (let day = today.getTime() - 86_400_000; dates.length < sessions; day -= 86_400_000) {
    const date = new Date(day);
    if (date.getUTCDay() % 6 !== 0) dates.unshift(date.toISOString().slice(0, 10));
  }
  return {
    dates,
    open: text(bars.open),
    high: text(bars.high),
    low: text(bars.low),
    close: text(bars.close),
    volume: Array.from(bars.volume, String),
  };
}

/** An instrument with a history, yet to be trained. @returns its id */
export async function addWalk(db: Pool, symbol: string, sessions: number, seed: number, stream: number) {
  const id = await addInstrument(db, symbol);
  await insertPriceRows(db, id, walk(sessions, seed, stream));
  return id;
}

/**
 * Copies of a trained instrument: prices, features, its serving model and what that has predicted. All share one
 * artifact. Past the triggers, so that they ask for nothing. @returns their ids
 */
export async function copyInstrument(db: Pool, source: number, copies: number): Promise<number[]> {
  const client = await db.connect();
  try {
    await client.query("begin; set local session_replication_role = replica; set local statement_timeout = '30min'");
    const before = await value<number>(client, 'select max(id) from base_instruments');
    await client.query(
      `insert into base_instruments (symbol, name, instrument_type)
       select 'COPY' || $1 + n, 'copy', 'stock' from generate_series(1, $2::int) n`,
      [before, copies],
    );
    for (const [table, owner] of COPIED) {
      await copyRows(
        client,
        table,
        `i.id as ${owner}`,
        `base_instruments i where i.id > ${before} and t.${owner} = ${source}`,
      );
    }
    await copyRows(
      client,
      'ml_models',
      'i.id as instrument_id, null as pipeline_run_id',
      `base_instruments i where i.id > ${before} and t.id = (serving_model(${source})).id`,
    );
    for (const table of OF_MODELS) {
      const owner =
        table === 'ml_predictions' ? 'm.id as model_id, m.instrument_id as instrument_id' : 'm.id as model_id';
      await copyRows(
        client,
        table,
        owner,
        `ml_models m where m.instrument_id > ${before} and t.model_id = (serving_model(${source})).id`,
      );
    }
    await client.query('commit');
    await vacuumUntilVisible(client);
    const { rows } = await client.query<{ id: number }>('select id from base_instruments where id > $1 order by id', [
      before,
    ]);
    return rows.map(({ id }) => id);
  } finally {
    client.release(true);
  }
}

const VACUUMED = ['stock_prices', 'features', 'ml_predictions', 'ml_models', 'ml_drift', 'base_instruments'];

/**
 * Tables as autovacuum leaves them: counting rows then reads an index alone. While any other transaction may still look
 * for what was there before, VACUUM marks no page as visible to all.
 * @throws Error when it has not done so in half a minute
 */
async function vacuumUntilVisible(db: Pick<Pool, 'query'>): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(100)) {
    await db.query(`vacuum analyze ${VACUUMED.join(', ')}`);
    const left = `select exists (select from pg_class where oid = any ($1::regclass[]) and relallvisible < 0.9 * relpages) as yes`;
    const { rows } = await db.query<{ yes: boolean }>(left, [VACUUMED]);
    if (!rows[0]?.yes) return;
  }
  throw new Error(`${VACUUMED.join(', ')}: pages that are not visible to all were left`);
}

/** Rows of a table once more, with some columns replaced; identities and generated columns are made anew. */
async function copyRows(db: Pick<Pool, 'query'>, table: string, replacements: string, others: string): Promise<void> {
  const replaced = replacements.split(', ').map((text) => text.split(' as ') as [string, string]);
  const { rows } = await db.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
     order by attnum`,
    [table],
  );
  const names = rows.map(({ name }) => name);
  const values = names.map((name) => replaced.find(([, column]) => column === name)?.[0] ?? `t.${name}`);
  await db.query(`insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${table} t, ${others}`);
}
