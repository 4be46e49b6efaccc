import { createReadStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parsePriceCsv } from '../csv/index.ts';
import { inTransaction, type Pool } from '../db/pool.ts';

/** The sample: the S&P 500, daily, 2000-01-03 to 2020-04-17, out of the npm package vega-datasets. */
export const SAMPLE = { symbol: 'SPX', name: 'S&P 500' } as const;

/** Whether no instrument has a price yet. */
export async function hasNoPrices(db: Pool): Promise<boolean> {
  const result = await db.query<{ empty: boolean }>('select not exists (select from price_bars) as empty');
  return result.rows[0]?.empty ?? true;
}

/**
 * Inserts the sample the way any client would: an instrument and one multi-row INSERT into stock_prices. Whatever
 * happens next, the trigger starts it.
 * @returns the number of sessions
 */
export async function loadSample(db: Pool): Promise<number> {
  const { rows } = await parsePriceCsv(createReadStream(samplePath()));
  await inTransaction(db, async (client) => {
    const instrument = await client.query<{ id: number }>(
      `insert into base_instruments (symbol, name, instrument_type, currency) values ($1, $2, 'index', 'USD')
       returning id`,
      [SAMPLE.symbol, SAMPLE.name],
    );
    await client.query(
      `insert into stock_prices
         (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume, data_source)
       select $1, r.date, r.open, r.high, r.low, r.close, r.volume, 'vega-datasets'
       from unnest($2::date[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::bigint[])
         as r (date, open, high, low, close, volume)`,
      [
        instrument.rows[0]?.id,
        rows.map((row) => row.date),
        rows.map((row) => row.open),
        rows.map((row) => row.high),
        rows.map((row) => row.low),
        rows.map((row) => row.close),
        rows.map((row) => row.volume),
      ],
    );
  });
  return rows.length;
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
