import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Laboratory } from '../../support/laboratory.ts';
import { quantile } from '../../support/measure.ts';
import { rows, value } from '../../support/rows.ts';
import { peerMs } from '../reading_peer.ts';
import { NEXT_BAR } from './market.ts';
import { serverSeconds, type WorkerProcess } from './worker_process.ts';

/** How long the peer is read for before what is compared with it. */
const [PEER_FOR_DAY_MS, PEER_FOR_BAR_MS] = [1_000, 100];

/** What one day's bars of some instruments cost. */
export type Day = {
  /** From the start of the INSERT until all predictions are committed. */
  readonly seconds: number;
  /** What the peer took just before. */
  readonly peerMs: number;
  /** Of a run, in the worker processes and in the database. */
  readonly workerCpuMs: number;
  readonly databaseCpuMs: number;
};

/**
 * One INSERT … SELECT with the day's bar of each, until each has its prediction.
 * @throws Error when one has none, or was trained
 */
export async function appendDay(
  lab: Laboratory,
  ids: readonly number[],
  workers: readonly WorkerProcess[],
): Promise<Day> {
  const postmaster = await postmasterOf(lab);
  const peer = await peerMs(lab.db, PEER_FOR_DAY_MS);
  const trained = await trainingsOf(lab);
  const [worker, database] = [workerSeconds(workers), serverSeconds(postmaster)];
  const started = performance.now();
  await lab.db.query(NEXT_BAR, [ids]);
  await idle(lab);
  const seconds = (performance.now() - started) / 1000;
  const lacking = await rows(
    lab.db,
    `select i.id, (select r.outcome from ml_pipeline_runs r where r.instrument_id = i.id order by r.id desc limit 1) as outcome
     from unnest($1::int[]) as i (id)
     where not exists (
       select from ml_predictions p where p.instrument_id = i.id
         and p.prediction_date = (select max(trading_date_local) from stock_prices s where s.stock_id = i.id))`,
    [ids],
  );
  if (lacking.length > 0) {
    throw new Error(`${lacking.length} of ${ids.length} instruments have no prediction: ${JSON.stringify(lacking[0])}`);
  }
  const trainedMeanwhile = (await trainingsOf(lab)) - trained;
  if (trainedMeanwhile > 0) throw new Error(`${trainedMeanwhile} of ${ids.length} instruments were trained again`);
  return {
    seconds,
    peerMs: peer,
    workerCpuMs: (1000 * (workerSeconds(workers) - worker)) / ids.length,
    databaseCpuMs: (1000 * (serverSeconds(postmaster) - database)) / ids.length,
  };
}

const trainingsOf = ({ db }: Laboratory): Promise<number> =>
  value<number>(db, "select count(*)::int from ml_pipeline_tasks where step = 'train_model'");

/** The day in the middle of several, by its time. */
export async function medianDay(
  lab: Laboratory,
  ids: readonly number[],
  workers: readonly WorkerProcess[],
  days: number,
): Promise<Day> {
  const found: Day[] = [];
  for (let day = 0; day < days; day++) found.push(await appendDay(lab, ids, workers));
  const middle = (of: (day: Day) => number) => quantile(found.map(of), 0.5);
  return {
    seconds: middle(({ seconds }) => seconds),
    peerMs: middle(({ peerMs }) => peerMs),
    workerCpuMs: middle(({ workerCpuMs }) => workerCpuMs),
    databaseCpuMs: middle(({ databaseCpuMs }) => databaseCpuMs),
  };
}

/** How long something took, and the peer just before it. */
export type Latency = { readonly ms: number; readonly peerMs: number };

/** From the COMMIT of one bar of one instrument until its prediction is committed, of so many bars. */
export async function latencies(lab: Laboratory, id: number, bars: number): Promise<Latency[]> {
  const found: Latency[] = [];
  for (let bar = 0; bar < bars; bar++) {
    const peer = await peerMs(lab.db, PEER_FOR_BAR_MS);
    await lab.db.query(NEXT_BAR, [[id]]);
    const committed = performance.now();
    const session = await value(lab.db, 'select max(trading_date_local) from stock_prices where stock_id = $1', [id]);
    const predicted = 'select from ml_predictions where instrument_id = $1 and prediction_date = $2';
    while ((await lab.db.query(predicted, [id, session])).rowCount === 0) await sleep(1);
    found.push({ ms: performance.now() - committed, peerMs: peer });
    await idle(lab);
  }
  return found;
}

/** Looks often: what is measured takes seconds, or milliseconds. */
export async function idle({ db }: Laboratory): Promise<void> {
  const open = "select exists (select from ml_pipeline_runs where status in ('queued', 'running'))";
  while (await value<boolean>(db, open)) await sleep(25);
}

export const workerSeconds = (workers: readonly WorkerProcess[]): number =>
  workers.reduce((sum, worker) => sum + worker.cpuSeconds(), 0);

/** The process that starts the backends of the server: it is on this machine. */
export async function postmasterOf({ db }: Laboratory): Promise<number> {
  const backend = await value<number>(db, 'select pg_backend_pid()');
  const stat = readFileSync(`/proc/${backend}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}
