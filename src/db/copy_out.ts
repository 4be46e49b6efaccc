import { to as copyTo } from 'pg-copy-streams';
import { type CopyTable, copyTable } from './copy_table.ts';
import type { Pool } from './pool.ts';

/**
 * The rows of a query by binary COPY: several times faster than a result set, because nothing is
 * printed and parsed. COPY takes no parameters, so values have to be part of the text: numbers, or escaped literals.
 */
export async function copyOut(db: Pool, query: string): Promise<CopyTable> {
  const client = await db.connect();
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo(`copy (${query}) to stdout (format binary)`))) chunks.push(chunk);
    client.release();
    return copyTable(Buffer.concat(chunks));
  } catch (error) {
    client.release(true);
    throw error;
  }
}
