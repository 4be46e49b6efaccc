import pg from 'pg';
import { z } from 'zod';
import type { Bars } from '../bars.ts';
import { copyOut } from './copy_out.ts';
import { type CopyTable, dateColumn, float8Column } from './copy_table.ts';
import { firstRow, type Pool } from './pool.ts';
import { prepared } from './prepared.ts';

const COLUMNS =
  'trading_date, open_price::float8, high_price::float8, low_price::float8, close_price::float8, volume::float8';

const PRICE_VERSION = prepared('select version from price_versions where instrument_id = $1');

const barsOf = (found: CopyTable): Bars => ({
  dates: dateColumn(found, 0),
  open: float8Column(found, 1),
  high: float8Column(found, 2),
  low: float8Column(found, 3),
  close: float8Column(found, 4),
  volume: float8Column(found, 5),
});

/** The bars of an instrument from one session to another, both included (all, when absent), oldest first. */
export async function readBars(
  db: Pool,
  instrumentId: number,
  { from = '-infinity', to = 'infinity' }: { readonly from?: string; readonly to?: string } = {},
): Promise<Bars> {
  const found = await copyOut(
    db,
    `select ${COLUMNS}
     from price_bars
     where instrument_id = ${Number(instrumentId)}
       and trading_date between ${pg.escapeLiteral(from)} and ${pg.escapeLiteral(to)}
     order by trading_date`,
  );
  return barsOf(found);
}

/** Bars, and which versions of their rows they are; without one where that cannot be told. */
export type VersionedBars = { readonly bars: Bars; readonly version: string | undefined };

/** All bars of an instrument and their version, as of one moment. */
export async function readVersionedBars(db: Pool, instrumentId: number): Promise<VersionedBars> {
  const id = Number(instrumentId);
  const found = await copyOut(
    db,
    `select ${COLUMNS}, (select v.version from price_versions v where v.instrument_id = ${id})
     from price_bars where instrument_id = ${id} order by trading_date`,
  );
  const version = found.rows > 0 ? found.bytes(0, 6).toString() : '';
  return { bars: barsOf(found), version: version === '' ? undefined : version };
}

/** The version that the prices of an instrument have at this moment. */
export async function priceVersion(db: Pool, instrumentId: number): Promise<string | undefined> {
  const found = await firstRow(db, PRICE_VERSION, [instrumentId], z.object({ version: z.string().nullable() }));
  return found?.version ?? undefined;
}
