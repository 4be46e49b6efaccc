import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { z } from 'zod';
import type { EngineeredBars, FeatureRows } from '../features/index.ts';
import { column, createMatrix } from '../matrix.ts';
import { copyWriter } from './copy_binary.ts';
import { copyOut } from './copy_out.ts';
import { dateColumn, float8Column } from './copy_table.ts';
import { type Client, firstRow, type Pool, type Queryable } from './pool.ts';
import { prepared } from './prepared.ts';

/** Hash of each stored row, by session: what a row must equal to be current. */
export async function readFeatureHashes(
  db: Pool,
  instrumentId: number,
  featureSetId: number,
): Promise<Map<string, Buffer>> {
  const found = await copyOut(
    db,
    `select trading_date, history_hash from features
     where instrument_id = ${Number(instrumentId)} and feature_set_id = ${Number(featureSetId)}`,
  );
  return new Map(Array.from({ length: found.rows }, (_, row) => [found.date(row, 0), found.bytes(row, 1)]));
}

const NEWEST_HASH = prepared(
  `select f.trading_date as session, f.history_hash as hash,
          (select count(*)::int from features c where c.instrument_id = $1 and c.feature_set_id = $2) as rows
   from features f where f.instrument_id = $1 and f.feature_set_id = $2
   order by f.trading_date desc limit 1`,
);

/** The newest stored row, and how many there are; undefined without any. */
export function newestFeatureHash(
  db: Queryable,
  instrumentId: number,
  featureSetId: number,
): Promise<{ session: string; hash: Buffer; rows: number } | undefined> {
  return firstRow(
    db,
    NEWEST_HASH,
    [instrumentId, featureSetId],
    z.object({ session: z.iso.date(), hash: z.instanceof(Buffer), rows: z.number().int() }),
  );
}

/** How many rows of these instruments are stored, up to a session. */
export async function countFeatures(
  db: Queryable,
  instrumentIds: readonly number[],
  featureSetId: number,
  lastSession: string,
): Promise<number> {
  const found = await firstRow(
    db,
    `select count(*)::int as count from features
     where instrument_id = any ($1) and feature_set_id = $2 and trading_date <= $3`,
    [instrumentIds, featureSetId, lastSession],
    z.object({ count: z.number().int() }),
  );
  return found?.count ?? 0;
}

/** Rows of one feature set, oldest first, as they are computed. */
export type ComputedRows = EngineeredBars & {
  readonly dates: readonly string[];
  readonly hashes: readonly Uint8Array[];
};

/**
 * Writes the rows at the given positions, replacing those that are stored of the same sessions: a delete and one binary
 * COPY in the caller's transaction.
 */
export async function writeFeatures(
  client: Client,
  instrumentId: number,
  featureSetId: number,
  { dates, hashes, features, completeness, quality }: ComputedRows,
  positions: readonly number[] = [...dates.keys()],
): Promise<void> {
  if (positions.length === 0) return;
  await deleteFeatures(
    client,
    instrumentId,
    featureSetId,
    positions.map((t) => dates[t]),
  );
  const columns = Array.from({ length: features.cols }, (_, j) => column(features, j));
  const writer = copyWriter(positions.length * (features.cols * 12 + 100));
  for (const t of positions) {
    writer.row(7);
    writer.int4(instrumentId);
    writer.int2(featureSetId);
    writer.date(dates[t]);
    writer.float8Array(columns.length, (j) => columns[j][t]);
    writer.bytea(hashes[t]);
    writer.float8(completeness[t]);
    writer.float8(quality[t]);
  }
  const stream = client.query(
    copyFrom(
      `copy features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       from stdin (format binary)`,
    ),
  );
  await pipeline([writer.finish()], stream);
}

/** Removes the rows of the given sessions. */
export async function deleteFeatures(
  db: Queryable,
  instrumentId: number,
  featureSetId: number,
  dates: readonly string[],
): Promise<void> {
  if (dates.length === 0) return;
  await db.query(
    'delete from features where instrument_id = $1 and feature_set_id = $2 and trading_date = any ($3::date[])',
    [instrumentId, featureSetId, dates],
  );
}

/**
 * Stored rows from `firstSession` through `lastSession`, by binary COPY straight into a column-major matrix.
 * @throws Error when a row's length is not the number of names in its feature set
 */
export async function readFeatures(
  db: Pool,
  instrumentId: number,
  featureSet: { readonly id: number; readonly names: readonly string[] },
  lastSession: string,
  firstSession = '-infinity',
): Promise<FeatureRows> {
  const found = await copyOut(
    db,
    `select trading_date, values, history_hash, completeness
     from features
     where instrument_id = ${Number(instrumentId)} and feature_set_id = ${Number(featureSet.id)}
       and trading_date between ${pg.escapeLiteral(firstSession)} and ${pg.escapeLiteral(lastSession)}
     order by trading_date`,
  );
  const matrix = createMatrix(found.rows, featureSet.names.length);
  const { data, rows } = matrix;
  for (let row = 0; row < rows; row++) {
    const length = found.eachFloat8(row, 1, (j, value) => {
      data[j * rows + row] = value;
    });
    if (length !== matrix.cols) {
      throw new Error(`a features row has ${length} values, its feature set has ${matrix.cols} names`);
    }
  }
  return {
    dates: dateColumn(found, 0),
    features: { names: featureSet.names, matrix },
    hashes: Array.from({ length: rows }, (_, row) => found.bytes(row, 2)),
    completeness: float8Column(found, 3),
  };
}
