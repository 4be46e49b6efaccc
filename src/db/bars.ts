import { z } from 'zod';
import type { Bars } from '../bars.ts';
import { type Queryable, rows } from './pool.ts';

const barRow = z.object({
  trading_date: z.iso.date(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});

/** All bars of an instrument up to and including `lastSession` (all, when absent), oldest first. */
export async function readBars(db: Queryable, instrumentId: number, lastSession?: string | null): Promise<Bars> {
  const found = await rows(
    db,
    `select trading_date, open_price::float8 as open, high_price::float8 as high, low_price::float8 as low,
            close_price::float8 as close, volume::float8 as volume
     from price_bars
     where instrument_id = $1 and ($2::date is null or trading_date <= $2)
     order by trading_date`,
    [instrumentId, lastSession ?? null],
    barRow,
  );
  return {
    dates: found.map((bar) => bar.trading_date),
    open: Float64Array.from(found, (bar) => bar.open),
    high: Float64Array.from(found, (bar) => bar.high),
    low: Float64Array.from(found, (bar) => bar.low),
    close: Float64Array.from(found, (bar) => bar.close),
    volume: Float64Array.from(found, (bar) => bar.volume),
  };
}
