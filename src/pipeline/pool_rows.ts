import { createHash } from 'node:crypto';
import type { FeatureSetRow } from '../db/feature_sets.ts';
import type { Pool } from '../db/pool.ts';
import type { PooledMember } from '../db/pooled_models.ts';
import { dayNumber } from '../features/dates.ts';
import { LONGEST_LABEL_DAYS } from '../learn/index.ts';
import { column, createSharedMatrix, type Matrix, selectColumns } from '../matrix.ts';
import { type LabelledRows, readLabelledRowsUpTo } from './dataset.ts';

/** Labelled rows of all members of a pool, by session and then by instrument. */
export type PoolRows = {
  /** In memory that threads share. */
  readonly features: Matrix;
  readonly labels: Uint8Array;
  /** Each row's session, and the session whose close its label looks at. */
  readonly dates: readonly string[];
  readonly labelEnds: readonly string[];
  readonly members: readonly PooledMember[];
  /** Of all members' inputs. */
  readonly hash: Uint8Array;
};

type Part = { readonly instrumentId: number; readonly rows: LabelledRows; readonly kept: readonly number[] };

/**
 * Reads the members one after the other and keeps the given columns only: memory is that of two matrices of what is
 * kept, whatever the number of members. Members without a labelled row are left out, and rows whose label looks over a
 * trading halt: it says little of a week, and would purge the other members' rows for as long.
 */
export async function readPoolRows(
  db: Pool,
  members: readonly number[],
  featureSet: Pick<FeatureSetRow, 'id' | 'names'>,
  columns: readonly number[],
  lastSession: string,
  signal: AbortSignal,
): Promise<PoolRows> {
  const parts: Part[] = [];
  for (const instrumentId of members) {
    signal.throwIfAborted();
    const all = await readLabelledRowsUpTo(db, instrumentId, featureSet, lastSession);
    const rows = { ...all, features: selectColumns(all.features, columns) };
    const kept = [...rows.dates.keys()].filter(
      (t) => dayNumber(rows.labelEnds[t]) - dayNumber(rows.dates[t]) <= LONGEST_LABEL_DAYS,
    );
    if (kept.length > 0) parts.push({ instrumentId, rows, kept });
  }
  return joined(parts, columns.length);
}

function joined(parts: Part[], cols: number): PoolRows {
  const order = parts
    .flatMap(({ rows, kept }, part) => kept.map((row) => ({ date: rows.dates[row], part, row })))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.part - b.part));
  const members = parts.map(({ instrumentId, rows, kept }) => ({
    instrumentId,
    rows: kept.length,
    firstSession: rows.dates[kept[0]],
    labelEnd: rows.dates[rows.dates.length - 1],
    labelHash: rows.hash,
  }));
  const labels = Uint8Array.from(order, ({ part, row }) => parts[part].rows.labels[row]);
  const dates = order.map(({ date }) => date);
  const labelEnds = order.map(({ part, row }) => parts[part].rows.labelEnds[row]);
  const hash = createHash('sha256');
  for (const { instrumentId, labelHash } of members) hash.update(`${instrumentId}:`).update(labelHash);

  const features = createSharedMatrix(order.length, cols);
  for (let j = 0; j < cols; j++) {
    const out = column(features, j);
    const sources = parts.map(({ rows }) => column(rows.features, j));
    for (let i = 0; i < order.length; i++) out[i] = sources[order[i].part][order[i].row];
  }
  return { features, labels, dates, labelEnds, members, hash: hash.digest() };
}
