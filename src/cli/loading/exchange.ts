import { exchangeCode } from '../../db/instruments.ts';
import type { Pool } from '../../db/pool.ts';

/** Tells whoever called an exchange by another name which one it is. */
export async function sayExchange(db: Pool, exchange: string): Promise<void> {
  const code = await exchangeCode(db, exchange);
  if (code !== exchange) console.log(`--exchange ${exchange} is ${code}`);
}
