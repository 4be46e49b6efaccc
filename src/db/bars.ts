import pg from 'pg';
import type { Bars } from '../bars.ts';
import { copyOut } from './copy_out.ts';
import { dateColumn, float8Column } from './copy_table.ts';
import type { Pool } from './pool.ts';

/** The bars of an instrument from one session to another, both included (all, when absent), oldest first. */
export async function readBars(
  db: Pool,
  instrumentId: number,
  { from = '-infinity', to = 'infinity' }: { readonly from?: string; readonly to?: string } = {},
): Promise<Bars> {
  const found = await copyOut(
    db,
    `select trading_date, open_price::float8, high_price::float8, low_price::float8, close_price::float8, volume::float8
     from price_bars
     where instrument_id = ${Number(instrumentId)}
       and trading_date between ${pg.escapeLiteral(from)} and ${pg.escapeLiteral(to)}
     order by trading_date`,
  );
  return {
    dates: dateColumn(found, 0),
    open: float8Column(found, 1),
    high: float8Column(found, 2),
    low: float8Column(found, 3),
    close: float8Column(found, 4),
    volume: float8Column(found, 5),
  };
}
