import { z } from 'zod';
import type { SourceColumns } from '../features/index.ts';
import { firstRow, type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

const columnRow = z.object({ name: z.string(), values: z.array(z.number().nullable()) });

const ANY_SOURCE = prepared('select from ml_feature_sources where removed_at is null limit 1');

/**
 * What the columns of the user's own tables said at the close of each session, in the order of the feature set. The
 * join by time is SQL's: function source_values. Where there are no such tables, as mostly, it is not handed thousands of
 * sessions, twice in each run, for nothing.
 */
export async function readSources(
  db: Queryable,
  instrumentId: number,
  sessions: readonly string[],
): Promise<SourceColumns> {
  if (!(await firstRow(db, ANY_SOURCE, [], z.object({})))) return [];
  const found = await rows(
    db,
    prepared('select name, session_values as values from source_values($1, $2::date[])'),
    [instrumentId, sessions],
    columnRow,
  );
  return found.map(({ name, values }) => ({ name, values: Float64Array.from(values, (value) => value ?? Number.NaN) }));
}

/** Asks for a run wherever rows changed in a source that no trigger tells of; says for how many instruments. */
export async function reconcileSources(db: Queryable): Promise<number> {
  const found = await firstRow(db, 'select reconcile_sources() as asked', [], z.object({ asked: z.number().int() }));
  return found?.asked ?? 0;
}

/** Which keys of the sources there are name no instrument: a sentence for each source that has some. */
export async function unmatchedKeys(db: Queryable): Promise<string[]> {
  const found = await rows(
    db,
    `select unmatched_keys_in_words(s) as said from ml_feature_sources s
     where s.removed_at is null and s.keys_unmatched > 0 order by s.id`,
    [],
    z.object({ said: z.string() }),
  );
  return found.map(({ said }) => said);
}
