import { z } from 'zod';
import { type Queryable, rows } from './pool.ts';

const late = z.object({
  symbol: z.string(),
  what: z.enum(['prices', 'prediction', 'outcomes']),
  /** Null where an instrument never had any and does not say when it was made. */
  since: z.iso.date().nullable(),
  cause: z.string(),
});
export type Late = z.infer<typeof late>;

/** What is late today, of the instruments of this name or of all; what has been so for longest first. */
export function readLate(db: Queryable, symbol?: string): Promise<Late[]> {
  return rows(
    db,
    `select n.name as symbol, l.what, l.since, l.cause
     from late_instruments l
     join instrument_names() n using (instrument_id)
     where $1::text is null or instrument_id = any (instruments_named($1))
     order by l.since nulls first, n.name, l.what`,
    [symbol ?? null],
    late,
  );
}
