import type { Queryable } from '../../src/db/pool.ts';
import { createRandom } from '../../src/random.ts';

/** @returns the new instrument's id */
export async function addInstrument(db: Queryable, symbol: string, type = 'stock'): Promise<number> {
  const result = await db.query<{ id: number }>(
    'insert into base_instruments (symbol, name, instrument_type) values ($1, $1, $2::instrument_type) returning id',
    [symbol, type],
  );
  const id = result.rows[0]?.id;
  if (id === undefined) throw new Error(`no id for ${symbol}`);
  return id;
}

/** Inserts `sessions` plain bars on consecutive days in one statement. */
export async function insertBars(
  db: Queryable,
  instrumentId: number,
  sessions: number,
  { from = '2024-01-01', onConflict }: { from?: string; onConflict?: 'do nothing' } = {},
): Promise<void> {
  await db.query(
    `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
     select $1, $2::date + i, 10, 11, 9, 10, 100 from generate_series(0, $3::int - 1) i
     ${onConflict ? `on conflict ${onConflict}` : ''}`,
    [instrumentId, from, sessions],
  );
}

export type PriceRows = {
  readonly dates: string[];
  readonly open: string[];
  readonly high: string[];
  readonly low: string[];
  readonly close: string[];
  readonly volume: (string | null)[];
};

/** Inserts rows [from, to) as bars of a stock in one statement. */
export const insertPriceRows = inserter(
  'stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)',
);

/** Inserts rows [from, to) as bars of an index in one statement. */
export const insertIndexRows = inserter(
  'index_prices (index_id, trading_date_local, open_value, high_value, low_value, close_value, trading_volume)',
);

function inserter(tableAndColumns: string) {
  return async (
    db: Queryable,
    instrumentId: number,
    rows: PriceRows,
    from = 0,
    to = rows.dates.length,
  ): Promise<void> => {
    const columns = [rows.dates, rows.open, rows.high, rows.low, rows.close, rows.volume];
    await db.query(
      `insert into ${tableAndColumns}
       select $1, r.* from unnest($2::date[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::bigint[]) as r`,
      [instrumentId, ...columns.map((column) => column.slice(from, to))],
    );
  };
}

/** A seeded random walk, as price rows that every check accepts, on weekdays unless told which days are sessions. */
export function walkRows(
  sessions: number,
  seed: number,
  from = '2018-01-01',
  isSession = (weekday: number): boolean => weekday % 6 !== 0,
): PriceRows {
  const random = createRandom(seed);
  const rows: Record<keyof PriceRows, string[]> = { dates: [], open: [], high: [], low: [], close: [], volume: [] };
  let previous = 50 + 100 * random.next();
  for (let day = Date.parse(from); rows.dates.length < sessions; day += 86_400_000) {
    if (!isSession(new Date(day).getUTCDay())) continue;
    const open = previous * (0.99 + 0.02 * random.next());
    previous = open * (0.975 + 0.0505 * random.next());
    rows.dates.push(new Date(day).toISOString().slice(0, 10));
    rows.open.push(open.toFixed(4));
    rows.close.push(previous.toFixed(4));
    rows.high.push((Math.max(open, previous) * 1.01).toFixed(4));
    rows.low.push((Math.min(open, previous) * 0.99).toFixed(4));
    rows.volume.push(String(1000 + random.below(100_000)));
  }
  return rows;
}
