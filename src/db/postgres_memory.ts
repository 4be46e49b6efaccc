import { z } from 'zod';
import { firstRow, type Queryable } from './pool.ts';

/**
 * What is read of an instrument to say what is known of it today, in bytes: its newest pages in tables and indexes, which
 * it shares with no other. Of 10,000, what reads them all left 401 MB in the shared buffers.
 */
export const NEWEST_PAGES_OF_AN_INSTRUMENT = 40 * 1024;

/**
 * Whether Postgres keeps the newest pages of all instruments in its shared buffers. Where it does not, whoever reads all
 * of them has them fetched again each time.
 * @returns a sentence, or none where they fit
 */
export async function memoryLines(db: Queryable): Promise<string[]> {
  const found = await firstRow(
    db,
    `select current_setting('shared_buffers') as shown, count(*)::integer as instruments,
            (select setting::bigint from pg_settings where name = 'shared_buffers')
              * current_setting('block_size')::bigint < count(*) * $1::bigint as "isLess"
     from base_instruments`,
    [NEWEST_PAGES_OF_AN_INSTRUMENT],
    z.object({ shown: z.string(), instruments: z.number().int(), isLess: z.boolean() }),
  );
  if (!found?.isLess) return [];
  const megabytes = Math.ceil((found.instruments * NEWEST_PAGES_OF_AN_INSTRUMENT) / 1024 / 1024);
  return [
    `shared_buffers is ${found.shown}, and the newest pages of ${found.instruments} instruments take some ${megabytes} MB: ` +
      'who reads all of them has them fetched again each time. A quarter of the memory of the server is usual',
  ];
}
