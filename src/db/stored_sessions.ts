import { z } from 'zod';
import { firstRow, type Queryable, rows } from './pool.ts';
import type { PriceTable, PriceTarget } from './price_import.ts';

const COLUMNS: Readonly<Record<PriceTable, { instrument: string; close: string; adjustedClose: string }>> = {
  stock_prices: { instrument: 'stock_id', close: 'close_price', adjustedClose: 'adjusted_close' },
  index_prices: { instrument: 'index_id', close: 'close_value', adjustedClose: 'null' },
};

const session = z.object({
  date: z.iso.date(),
  close: z.string(),
  adjustedClose: z.string().nullable(),
  source: z.string().nullable(),
});
export type StoredPrice = z.infer<typeof session>;

/** The newest sessions of an instrument that are stored, the oldest of them first. Prices as text, nothing rounded. */
export function newestSessions(db: Queryable, { id, table }: PriceTarget, count: number): Promise<StoredPrice[]> {
  const { instrument, close, adjustedClose } = COLUMNS[table];
  return rows(
    db,
    `select * from (
       select trading_date_local as date, ${close}::text as close, ${adjustedClose}::text as "adjustedClose",
              data_source::text as source
       from ${table} where ${instrument} = $1
       order by trading_date_local desc limit $2) as newest
     order by date`,
    [id, count],
    session,
  );
}

export async function firstSession(db: Queryable, { id, table }: PriceTarget): Promise<string | undefined> {
  const found = await firstRow(
    db,
    `select min(trading_date_local) as date from ${table} where ${COLUMNS[table].instrument} = $1`,
    [id],
    z.object({ date: z.iso.date().nullable() }),
  );
  return found?.date ?? undefined;
}

/** How many sessions up to a date are stored that are none of these, and the first of them. */
export async function sessionsBeside(
  db: Queryable,
  { id, table }: PriceTarget,
  dates: readonly string[],
  until: string,
): Promise<{ readonly count: number; readonly first: string | null }> {
  const found = await firstRow(
    db,
    `select count(*) as count, min(trading_date_local) as first
     from ${table}
     where ${COLUMNS[table].instrument} = $1 and trading_date_local <= $3::date
       and trading_date_local <> all ($2::date[])`,
    [id, dates, until],
    z.object({ count: z.number().int(), first: z.iso.date().nullable() }),
  );
  return found ?? { count: 0, first: null };
}
