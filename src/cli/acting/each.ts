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
      // The database says why it refuses, in a sentence that names the thing; of a right that is missing, no other helps.
      if (!(error instanceof pg.DatabaseError) || error.code === INSUFFICIENT_PRIVILEGE) throw error;
      refused.push({ item, error: error.hint ? `${error.message}. ${error.hint}` : error.message });
    }
  }
  return { done, refused };
}

const INSUFFICIENT_PRIVILEGE = '42501';
