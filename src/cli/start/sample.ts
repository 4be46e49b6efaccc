import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parsePriceCsv } from '../../csv/index.ts';
import { createInstrument } from '../../db/instruments.ts';
import { inTransaction, type Pool } from '../../db/pool.ts';
import { insertPrices } from '../../db/prices.ts';

/** The sample: the S&P 500, daily, 2000-01-03 to 2020-04-17, out of the npm package vega-datasets. */
export const SAMPLE = { symbol: 'SPX', name: 'S&P 500' } as const;

/**
 * Inserts the sample the way any client would: an instrument and one multi-row INSERT into stock_prices. Whatever
 * happens next, the trigger starts it.
 * @returns the number of sessions
 */
export async function loadSample(db: Pool): Promise<number> {
  const { rows } = await parsePriceCsv(createReadStream(samplePath()));
  return inTransaction(db, async (client) => {
    const { id } = await createInstrument(client, { ...SAMPLE, type: 'index', currency: 'USD', exchange: 'XNYS' });
    return insertPrices(client, id, rows, 'vega-datasets');
  });
}

/** The package exports its entry point only: its folder is the one above that holds the data. */
function samplePath(): string {
  const path = join('data', 'sp500-2000.csv');
  let folder = dirname(createRequire(import.meta.url).resolve('vega-datasets'));
  while (!existsSync(join(folder, path))) {
    if (folder === dirname(folder)) throw new Error(`the npm package vega-datasets holds no ${path}`);
    folder = dirname(folder);
  }
  return join(folder, path);
}
