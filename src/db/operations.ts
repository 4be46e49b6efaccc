import { z } from 'zod';
import { type Client, firstRow, type Queryable, rows } from './pool.ts';
import { describedRun } from './run_grid.ts';

/** An instrument as an operator names it. */
export type Named = { readonly symbol: string; readonly exchange?: string };

const run = describedRun.pick({ id: true, symbol: true, kind: true, status: true, reason: true }).extend({
  /** Why a training follows it. */
  thenTrain: z.string().nullable(),
});
export type OperatedRun = z.infer<typeof run>;

/** The run that a call of a function answers with: none where that had nothing to run. */
async function runOf(db: Queryable, call: string, values: unknown[]): Promise<OperatedRun | undefined> {
  return firstRow(
    db,
    `select r.id, coalesce(n.name, 'pool ' || r.pool) as symbol, r.kind, r.status, r.reason, r.then_train as "thenTrain"
     from ${call} r left join instrument_names() n on n.instrument_id = r.instrument_id
     where r.id is not null`,
    values,
    run,
  );
}

async function required(asked: Promise<OperatedRun | undefined>, what: string): Promise<OperatedRun> {
  const found = await asked;
  if (!found) throw new Error(`${what} answered with no run`);
  return found;
}

/** @throws pg.DatabaseError saying why the run cannot be cancelled; so do the others, of what they cannot do */
export const cancelRun = (client: Client, id: number, reason: string | undefined): Promise<OperatedRun> =>
  required(
    reason === undefined ? runOf(client, 'cancel_run($1)', [id]) : runOf(client, 'cancel_run($1, $2)', [id, reason]),
    'cancel_run',
  );

/**
 * The runs that are open of an instrument: one at most. As below, the function is joined from the left: it is to answer
 * that there is no such instrument where there are no rows to join with, too.
 */
export async function openRuns(db: Queryable, { symbol, exchange }: Named): Promise<number[]> {
  const found = await rows(
    db,
    `select r.id from instrument_of($1, $2) as i (id)
     left join ml_pipeline_runs r on r.instrument_id = i.id and r.status in ('queued', 'running')`,
    [symbol, exchange ?? null],
    z.object({ id: z.number().int().nullable() }),
  );
  return found.flatMap(({ id }) => id ?? []);
}

export const train = (client: Client, { symbol, exchange }: Named): Promise<OperatedRun> =>
  required(runOf(client, 'train($1, $2)', [symbol, exchange ?? null]), 'train');

export const trainPool = (client: Client, pool: string): Promise<OperatedRun> =>
  required(runOf(client, 'train_pool($1)', [pool]), 'train_pool');

export const backfill = (client: Client, { symbol, exchange }: Named, from: string, to: string): Promise<OperatedRun> =>
  required(runOf(client, 'backfill($1, $2, $3, $4)', [symbol, from, to, exchange ?? null]), 'backfill');

/** @returns the run that takes up what came meanwhile; none of an instrument without prices */
export const resume = (client: Client, { symbol, exchange }: Named): Promise<OperatedRun | undefined> =>
  runOf(client, 'resume($1, $2)', [symbol, exchange ?? null]);

const paused = z.object({ symbol: z.string(), openRun: z.number().int().nullable() });
export type Paused = z.infer<typeof paused>;

/** @returns also the run that goes on all the same */
export async function pause(client: Client, { symbol, exchange }: Named): Promise<Paused> {
  const found = await firstRow(
    client,
    `select n.name as symbol, p.open_run_id as "openRun"
     from pause($1, $2) p left join instrument_names() n on n.instrument_id = p.instrument_id`,
    [symbol, exchange ?? null],
    paused,
  );
  if (!found) throw new Error('pause answered with no row');
  return found;
}
