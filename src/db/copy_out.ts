import { to as copyTo } from 'pg-copy-streams';
import { copyRows } from './copy_binary.ts';
import type { Pool } from './pool.ts';

/**
 * The rows of a query by binary COPY, each as its fields: several times faster than a result set, because nothing is
 * printed and parsed. COPY takes no parameters, so values have to be part of the text: numbers, or escaped literals.
 */
export async function copyOut(db: Pool, query: string): Promise<Buffer[][]> {
  const client = await db.connect();
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of client.query(copyTo(`copy (${query}) to stdout (format binary)`))) chunks.push(chunk);
    client.release();
    return [...copyRows(Buffer.concat(chunks))];
  } catch (error) {
    client.release(true);
    throw error;
  }
}
