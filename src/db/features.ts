import type pg from 'pg';
import { z } from 'zod';
import { createMatrix, type Matrix } from '../matrix.ts';
import { type Queryable, rows } from './pool.ts';

/** Feature rows of one instrument and feature set, oldest first. */
export type StoredFeatures = {
  readonly dates: readonly string[];
  readonly values: Matrix;
  readonly completeness: Float64Array;
  /** Hash of all bars up to and including each session (see history_hash.ts). */
  readonly hashes: readonly Buffer[];
};

export type FeatureRow = {
  readonly date: string;
  /** In the order of the feature set; NaN is stored as null. */
  readonly values: Float64Array;
  readonly hash: Uint8Array;
  readonly completeness: number;
  readonly qualityScore: number;
};

/** Hash of each stored row, by session: what a row must equal to be current. */
export async function readFeatureHashes(
  db: Queryable,
  instrumentId: number,
  featureSetId: number,
): Promise<Map<string, Buffer>> {
  const found = await rows(
    db,
    'select trading_date, history_hash from features where instrument_id = $1 and feature_set_id = $2',
    [instrumentId, featureSetId],
    z.object({ trading_date: z.iso.date(), history_hash: z.instanceof(Buffer) }),
  );
  return new Map(found.map((row) => [row.trading_date, row.history_hash]));
}

/** Writes rows, replacing those of the same session, in statements of bounded size. */
export async function writeFeatures(
  db: Queryable,
  instrumentId: number,
  featureSetId: number,
  written: readonly FeatureRow[],
): Promise<void> {
  const batch = 1000;
  for (let from = 0; from < written.length; from += batch) {
    const part = written.slice(from, from + batch);
    await db.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, $2, r.trading_date, r.values::float8[], r.history_hash, r.completeness, r.quality_score
       from unnest($3::date[], $4::text[], $5::bytea[], $6::float8[], $7::float8[])
         as r (trading_date, values, history_hash, completeness, quality_score)
       on conflict (instrument_id, feature_set_id, trading_date) do update
       set values = excluded.values, history_hash = excluded.history_hash, completeness = excluded.completeness,
           quality_score = excluded.quality_score, computed_at = current_timestamp`,
      [
        instrumentId,
        featureSetId,
        part.map((row) => row.date),
        part.map((row) => arrayLiteral(row.values)),
        part.map((row) => row.hash),
        part.map((row) => row.completeness),
        part.map((row) => row.qualityScore),
      ],
    );
  }
}

/** Removes rows of sessions that have no bar any more. */
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

const binaryRow = z.object({
  trading_date: z.instanceof(Buffer),
  values: z.instanceof(Buffer),
  history_hash: z.instanceof(Buffer),
  completeness: z.instanceof(Buffer),
});

/**
 * Stored rows from `firstSession` through `lastSession` as a column-major matrix. Read in Postgres' binary format: a
 * float8 arrives as its eight bytes, so values are exact and nothing is parsed from text.
 */
export async function readFeatures(
  db: Queryable,
  instrumentId: number,
  featureSetId: number,
  columns: number,
  lastSession: string,
  firstSession = '-infinity',
): Promise<StoredFeatures> {
  // The driver knows `binary`, its type declarations do not.
  const query: pg.QueryConfig & { binary: true } = {
    text: `select trading_date, values, history_hash, completeness
           from features
           where instrument_id = $1 and feature_set_id = $2 and trading_date between $3::date and $4::date
           order by trading_date`,
    values: [instrumentId, featureSetId, firstSession, lastSession],
    binary: true,
    types: { getTypeParser: () => (value: unknown) => value },
  };
  const result = await db.query(query);
  const n = result.rows.length;
  const values = createMatrix(n, columns);
  const completeness = new Float64Array(n);
  const dates: string[] = [];
  const hashes: Buffer[] = [];
  result.rows.forEach((found: unknown, i) => {
    const row = binaryRow.parse(found);
    decodeInto(row.values, values, i);
    completeness[i] = row.completeness.readDoubleBE();
    dates.push(isoDate(row.trading_date.readInt32BE()));
    hashes.push(row.history_hash);
  });
  return { dates, values, completeness, hashes };
}

/** Postgres dates count days from 2000-01-01. */
const isoDate = (days: number): string => new Date(Date.UTC(2000, 0, 1 + days)).toISOString().slice(0, 10);

/**
 * A one-dimensional float8[] in binary: int32 dimensions, flags, element type, length, lower bound, and per element its
 * byte length (−1 for null) and bytes.
 */
function decodeInto(buffer: Buffer, matrix: Matrix, row: number): void {
  const length = buffer.readInt32BE(12);
  if (length !== matrix.cols) {
    throw new Error(`a features row has ${length} values, its feature set has ${matrix.cols} names`);
  }
  let at = 20;
  for (let j = 0; j < length; j++) {
    const bytes = buffer.readInt32BE(at);
    at += 4;
    if (bytes === -1) continue;
    matrix.data[j * matrix.rows + row] = buffer.readDoubleBE(at);
    at += bytes;
  }
}

function arrayLiteral(values: Float64Array): string {
  let text = '{';
  for (let j = 0; j < values.length; j++) {
    if (j > 0) text += ',';
    text += Number.isNaN(values[j]) ? 'NULL' : String(values[j]);
  }
  return `${text}}`;
}
