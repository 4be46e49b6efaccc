import { z } from 'zod';
import type { Pool } from '../db/pool.ts';

const answer = z.object({ standby: z.boolean() });

/** Whether the database is a copy that follows another server: it answers queries, and can neither be written nor LISTENed to. */
export async function isStandby(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query('select pg_is_in_recovery() as standby');
  return answer.parse(rows[0]).standby;
}
