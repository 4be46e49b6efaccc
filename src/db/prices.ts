import type { PriceRow } from '../csv/index.ts';
import type { Queryable } from './pool.ts';

/** Inserts bars of a stock in one plain multi-row INSERT, as any client would. @returns how many */
export async function insertPrices(
  db: Queryable,
  instrumentId: number,
  rows: readonly PriceRow[],
  source: string,
): Promise<number> {
  const inserted = await db.query(
    `insert into stock_prices
       (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume, data_source)
     select $1, r.date, r.open, r.high, r.low, r.close, r.volume, $2
     from unnest($3::date[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[], $8::numeric[])
       as r (date, open, high, low, close, volume)`,
    [
      instrumentId,
      source,
      rows.map((row) => row.date),
      rows.map((row) => row.open),
      rows.map((row) => row.high),
      rows.map((row) => row.low),
      rows.map((row) => row.close),
      rows.map((row) => row.volume ?? 0),
    ],
  );
  return inserted.rowCount ?? 0;
}
