import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { parsePriceCsv } from '../../src/csv/index.ts';

type Queryable = Pick<pg.ClientBase, 'query'>;

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

/** Rows of a price file, as text, with a filter for those the database would refuse. */
export async function readPriceFile(path: URL | string): Promise<PriceRows> {
  const { rows } = await parsePriceCsv(await readFile(path, 'utf8'));
  const valid = rows.filter((row) => {
    const [open, high, low, close] = [row.open, row.high, row.low, row.close].map(Number);
    return low > 0 && open <= high && open >= low && close <= high && close >= low;
  });
  return {
    dates: valid.map((row) => row.date),
    open: valid.map((row) => row.open),
    high: valid.map((row) => row.high),
    low: valid.map((row) => row.low),
    close: valid.map((row) => row.close),
    volume: valid.map((row) => row.volume),
  };
}

/** Inserts rows [from, to) of a price file in one statement. */
export async function insertPriceRows(
  db: Queryable,
  instrumentId: number,
  rows: PriceRows,
  from = 0,
  to = rows.dates.length,
): Promise<void> {
  await db.query(
    `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
     select $1, r.* from unnest($2::date[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::bigint[]) as r`,
    [
      instrumentId,
      ...[rows.dates, rows.open, rows.high, rows.low, rows.close, rows.volume].map((column) => column.slice(from, to)),
    ],
  );
}
