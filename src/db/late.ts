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

/** What is late today, of the instruments with this symbol or of all; what has been so for longest first. */
export function readLate(db: Queryable, symbol?: string): Promise<Late[]> {
  return rows(
    db,
    `select symbol, what, since, cause from late_instruments
     where $1::text is null or symbol = $1
     order by since nulls first, symbol, what`,
    [symbol ?? null],
    late,
  );
}
