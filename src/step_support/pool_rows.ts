import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { daysBetween } from '../dates.ts';
import type { FeatureSetRow } from '../db/feature_sets.ts';
import { countFeatures } from '../db/features.ts';
import type { Pool } from '../db/pool.ts';
import type { PooledMember } from '../db/pooled_models.ts';
import { HORIZON_SESSIONS } from '../horizon.ts';
import { LONGEST_LABEL_DAYS, type RankRows } from '../learn/index.ts';
import { column, createSharedMatrix, type Matrix } from '../matrix.ts';
import { positionsOf, type Table } from '../table.ts';
import { readCurrentRows } from './read_labelled_rows.ts';

/** Fewer than two histories are no pool. */
export const FEWEST_MEMBERS = 2;

/** Labelled rows of all members of a pool, by session; those of a session stand as the members' inputs decide. */
export type PoolRows = {
  /** In memory that threads share. */
  readonly features: Table;
  readonly labels: Uint8Array;
  /** Each row's session, and the session whose close its label looks at. */
  readonly dates: readonly string[];
  readonly labelEnds: readonly string[];
  /** What ranks the members of a day beside each other. */
  readonly ranks: RankRows;
  /** Also those that gave no row, with the reason. */
  readonly members: readonly PooledMember[];
  /** Of all members' inputs, and of the closes that only labels look at. */
  readonly hash: Uint8Array;
};

/** What is known of a row before the rows are brought into the order of their sessions. */
type Row = {
  readonly date: string;
  readonly labelEnd: string;
  readonly label: number;
  readonly member: number;
  readonly growth: number;
  readonly reversal: number;
  readonly at: number;
  /** Of the member's input, and the closes that only labels look at. */
  readonly content: string;
};

/**
 * Reads the members one after the other into one matrix of the named features, and orders its rows in place: memory is
 * that of the matrix and of one member. Left out are members whose stored features are not those of their prices, and
 * rows whose label looks over a trading halt: it says little of a week, and would purge the other members' rows for as
 * long. Pauses between members and columns, so that heartbeats go on.
 */
export async function readPoolRows(
  db: Pool,
  instrumentIds: readonly number[],
  featureSet: FeatureSetRow,
  names: readonly string[],
  lastSession: string,
  signal: AbortSignal,
): Promise<PoolRows> {
  const columns = positionsOf(featureSet.names, names, `the pool by feature set ${featureSet.version}`);
  const room = createSharedMatrix(await countFeatures(db, instrumentIds, featureSet.id, lastSession), names.length);
  const rows: Row[] = [];
  const members: PooledMember[] = [];
  const hash = createHash('sha256');
  for (const instrumentId of instrumentIds) {
    signal.throwIfAborted();
    const found = await readCurrentRows(db, instrumentId, featureSet, lastSession);
    if ('staleAt' in found) {
      members.push({
        instrumentId,
        rows: 0,
        leftOutBecause: 'its stored features are not those of its prices',
        labelEnd: found.staleAt?.session,
        labelHash: found.staleAt?.hash,
      });
      continue;
    }
    const { dates, features, growth, labels, labelEnds, labelCloses, hash: labelHash } = found;
    const closes = new Uint8Array(labelCloses.buffer, labelCloses.byteOffset, labelCloses.byteLength);
    const content = createHash('sha256').update(labelHash).update(closes).digest('hex');
    const kept = [...dates.keys()].filter((t) => daysBetween(dates[t], labelEnds[t]) <= LONGEST_LABEL_DAYS);
    const from = rows.length;
    if (from + kept.length > room.rows) {
      throw new Error(
        `features of instrument ${instrumentId} were added while the pool was read: it has to be read again`,
      );
    }
    for (const t of kept) {
      rows.push({
        date: dates[t],
        labelEnd: labelEnds[t],
        label: labels[t],
        member: instrumentId,
        growth: growth[t],
        // What the seven sessions before brought is the label of then; of the first rows it is not read.
        reversal: t < HORIZON_SESSIONS ? 0 : -Math.log(growth[t - HORIZON_SESSIONS]),
        at: rows.length,
        content,
      });
    }
    columns.forEach((source, j) => {
      const [read, written] = [column(features.matrix, source), column(room, j)];
      kept.forEach((t, i) => {
        written[from + i] = read[t];
      });
    });
    members.push({
      instrumentId,
      rows: kept.length,
      leftOutBecause: kept.length === 0 ? 'it has no labelled session with complete features' : undefined,
      firstSession: dates[kept[0]],
      labelEnd: dates.at(-1),
      labelHash: dates.length > 0 ? labelHash : undefined,
    });
    hash.update(`${instrumentId}:`).update(labelHash).update(closes);
  }
  // Which rows a tree draws goes by their places: ids, which say when an instrument was added, must not decide them.
  rows.sort((a, b) => inOrder(a.date, b.date) || inOrder(a.content, b.content) || a.at - b.at);
  return {
    features: { names, matrix: await ordered(room, rows, signal) },
    labels: Uint8Array.from(rows, ({ label }) => label),
    dates: rows.map(({ date }) => date),
    labelEnds: rows.map(({ labelEnd }) => labelEnd),
    ranks: {
      members: Int32Array.from(rows, ({ member }) => member),
      growth: Float64Array.from(rows, ({ growth }) => growth),
      reversal: Float64Array.from(rows, ({ reversal }) => reversal),
    },
    members,
    hash: hash.digest(),
  };
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The rows of the matrix in this order, in its own memory: columns only move forward, each by way of a copy. */
async function ordered(room: Matrix, rows: readonly Row[], signal: AbortSignal): Promise<Matrix> {
  const matrix = { rows: rows.length, cols: room.cols, data: room.data.subarray(0, rows.length * room.cols) };
  const copy = new Float64Array(room.rows);
  for (let j = 0; j < room.cols; j++) {
    signal.throwIfAborted();
    copy.set(column(room, j));
    const out = column(matrix, j);
    for (let i = 0; i < rows.length; i++) out[i] = copy[rows[i].at];
    await breathe();
  }
  return matrix;
}
