import pg from 'pg';
import type { Bars } from '../bars.ts';
import { dateOf } from './copy_binary.ts';
import { copyOut } from './copy_out.ts';
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
  const numbers = (field: number) => Float64Array.from(found, (row) => row[field].readDoubleBE());
  return {
    dates: found.map(([date]) => dateOf(date.readInt32BE())),
    open: numbers(1),
    high: numbers(2),
    low: numbers(3),
    close: numbers(4),
    volume: numbers(5),
  };
}
