import { z } from 'zod';
import type { SourceColumns } from '../features/index.ts';
import { type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

const columnRow = z.object({ name: z.string(), values: z.array(z.number().nullable()) });

/**
 * What the columns of the user's own tables said at the close of each session, in the order of the feature set. The
 * join by time is SQL's: function source_values.
 */
export async function readSources(
  db: Queryable,
  instrumentId: number,
  sessions: readonly string[],
): Promise<SourceColumns> {
  const found = await rows(
    db,
    prepared('select name, session_values as values from source_values($1, $2::date[])'),
    [instrumentId, sessions],
    columnRow,
  );
  return found.map(({ name, values }) => ({ name, values: Float64Array.from(values, (value) => value ?? Number.NaN) }));
}
