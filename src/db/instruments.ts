import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';

/** Days without a session at the instrument's exchange, as ISO dates. */
export async function readHolidays(db: Queryable, instrumentId: number): Promise<string[]> {
  const found = await rows(
    db,
    `select h.holiday_date as date
     from exchange_holidays h join base_instruments i on i.exchange_id = h.exchange_id
     where i.id = $1`,
    [instrumentId],
    z.object({ date: z.iso.date() }),
  );
  return found.map((row) => row.date);
}
