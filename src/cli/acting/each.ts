import pg from 'pg';
import { type Client, inTransaction, type Pool } from '../../db/pool.ts';

export type Refused<Item> = { readonly item: Item; readonly error: string };

/** Each in a transaction of its own: one that cannot be done is no reason to leave the others. */
export async function actOnEach<Item, Done>(
  db: Pool,
  items: readonly Item[],
  act: (client: Client, item: Item) => Promise<Done>,
): Promise<{ done: Done[]; refused: Refused<Item>[] }> {
  const done: Done[] = [];
  const refused: Refused<Item>[] = [];
  for (const item of items) {
    try {
      done.push(await inTransaction(db, (client) => act(client, item)));
    } catch (error) {
      // The database says why it refuses, in a sentence that names the thing; where a right is missing, or on a
      // standby, it refuses each of them.
      if (!(error instanceof pg.DatabaseError) || REFUSES_ALL.has(error.code)) throw error;
      refused.push({ item, error: error.hint ? `${error.message}. ${error.hint}` : error.message });
    }
  }
  return { done, refused };
}

/** insufficient_privilege, read_only_sql_transaction. */
const REFUSES_ALL: ReadonlySet<unknown> = new Set(['42501', '25006']);
