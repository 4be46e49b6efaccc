import { EventEmitter } from 'node:events';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as GraphileLogger, type Runner, run, type Task, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { keepWorkerPool, registerWorkerPool, unregisterWorkerPool } from '../db/maintenance.ts';
import { createClient, createPool, PATIENCE_FOR_CONNECTIONS, type PoolOptions } from '../db/pool.ts';
import { workerSchema } from '../db/queue_schemas.ts';
import type { Logger } from '../env/log.ts';
import { startTogether } from '../lifetime.ts';
import { poolSizes, shortStepsAtOnce } from './connections.ts';
import type { RunningWorker } from './running_worker.ts';

/** The job that a task is executed for, and the pool of workers that has locked it. */
export type HeldGraphileJob = { readonly id: string; readonly poolId: string };

export type GraphileWorkerOptions = PoolOptions & {
  readonly concurrency: number;
  readonly tasks: Readonly<Record<string, (payload: unknown, job?: HeldGraphileJob) => Promise<void>>>;
  readonly log: Logger;
};

/** One life of the library's runner: it ends itself when it cannot report a job's end, as when Postgres restarts. */
type Life = {
  readonly runner: Runner;
  readonly registrations: readonly PoolRegistration[];
  /** Settled when it takes no more jobs and works on none, whether or not the library ever says so. */
  readonly ended: Promise<unknown>;
};

/**
 * Takes short steps from graphile-worker, woken by NOTIFY. A runner that ended by itself is replaced: its pool is
 * abandoned, so that the sweeper frees the jobs it held, and another one begins as soon as the database answers.
 */
export async function startGraphileWorker(options: GraphileWorkerOptions): Promise<RunningWorker> {
  if (Object.keys(options.tasks).length === 0) return { stop: async () => {} };
  return startTogether(
    async (onStop) => {
      const pgPool = createPool({ ...options, max: poolSizes(options.concurrency).graphile }, PATIENCE_FOR_CONNECTIONS);
      onStop(() => pgPool.end());
      const lostConnection = (error: Error) =>
        options.log.warn({ error: error.message }, 'graphile-worker lost a connection');
      pgPool.on('error', lostConnection);
      pgPool.on('connect', (client) => client.on('error', lostConnection));
      onStop(live(await beginLife(options, pgPool), options, pgPool));
      return {};
    },
    (error) => options.log.warn({ error: String(error) }, 'graphile-worker did not stop in order'),
  );
}

/** One life after another. @returns what ends the last one */
function live(first: Life, options: GraphileWorkerOptions, pgPool: pg.Pool): () => Promise<void> {
  const stopping = new AbortController();
  let life: Life | undefined = first;
  const living = (async () => {
    while (!stopping.signal.aborted) {
      if (life) {
        await life.ended;
        if (stopping.signal.aborted) return;
        options.log.warn('graphile-worker ended by itself and is started again');
        // One that never says that it has ended still has its clock running.
        life.runner.stop().catch(() => {}); // it has ended
        for (const registration of life.registrations) registration.abandon();
      }
      await sleep(RESTART_MILLISECONDS, undefined, { signal: stopping.signal }).catch(() => {}); // aborted: we stop
      if (stopping.signal.aborted) return;
      life = await beginLife(options, pgPool).catch((error: unknown) => {
        options.log.warn({ error: String(error) }, 'graphile-worker could not start, trying again');
        return undefined;
      });
    }
  })();
  // A runner that is ending by itself at this moment refuses to be stopped, and ends all the same.
  const stopRunner = async () => {
    const refused = (error: unknown) => options.log.debug({ error: String(error) }, 'runner stop');
    await Promise.race([life?.runner.stop().catch(refused), life?.ended]);
  };
  return async () => {
    stopping.abort();
    await stopRunner();
    await living;
    await stopRunner(); // of a life that began meanwhile
    await Promise.all((life?.registrations ?? []).map((registration) => registration.end()));
  };
}

const RESTART_MILLISECONDS = 1000;

/** How long the end of the last job may take to be reported. Whoever waits for it longer waits for ever. */
const ENDING_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 200;

/** Six signs of life have to be missed before a pool counts as stuck. */
const SIGN_OF_LIFE_MILLISECONDS = 10_000;

async function beginLife(options: GraphileWorkerOptions, pgPool: pg.Pool): Promise<Life> {
  const events: WorkerEvents = new EventEmitter();
  const registrations: PoolRegistration[] = [];
  const active = new Set<string>();
  events.on('pool:create', ({ workerPool }) => {
    registrations.push(registerPool(workerPool.id, options, active));
  });
  const ending = Promise.withResolvers<void>();
  events.on('pool:gracefulShutdown', () => ending.resolve());
  const running = run({
    pgPool,
    schema: workerSchema(options.schema),
    taskList: Object.fromEntries(
      Object.entries(options.tasks).map(([name, execute]): [string, Task] => [
        name,
        async (payload, { job }) => {
          active.add(job.id);
          const held = job.locked_by === null ? undefined : { id: String(job.id), poolId: job.locked_by };
          await execute(payload, held).finally(() => active.delete(job.id));
        },
      ]),
    ),
    concurrency: shortStepsAtOnce(options.concurrency),
    parsedCronItems: [],
    noHandleSignals: true,
    events,
    logger: new GraphileLogger(() => (level, message) => {
      // Failures of steps are logged where they are recorded; what is left is the library's own trouble.
      if (level === 'error' || level === 'warning') options.log.debug({ level }, message);
    }),
    preset: {
      worker: {
        // A job that succeeded while the runner stops must be marked at once, or it stays locked and runs again.
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  });
  try {
    const runner = await running;
    const died = (error: unknown) => options.log.warn({ error: String(error) }, 'runner failed');
    const over = new AbortController();
    const saidSo = runner.promise.catch(died).finally(() => over.abort());
    const ended = Promise.race([saidSo, ending.promise.then(() => untilIdle(active, over.signal))]);
    return { runner, registrations, ended };
  } catch (error) {
    for (const registration of registrations) registration.abandon();
    throw error;
  }
}

/**
 * A runner that ends counts the reports of ended jobs that are under way, and of those behind one that failed each twice
 * (graphile-worker 0.18.0, `batch`): where two steps fail while the database is away, it waits for ever, takes no job any
 * more, and has let go of everything else. So what counts is that nobody works.
 */
async function untilIdle(active: ReadonlySet<string>, over: AbortSignal): Promise<void> {
  const wait = (milliseconds: number) => sleep(milliseconds, undefined, { signal: over }).catch(() => {}); // it is over
  while (active.size > 0 && !over.aborted) await wait(LOOK_MILLISECONDS);
  await wait(ENDING_MILLISECONDS);
}

type PoolRegistration = {
  /** The pool has ended in order and holds no job. */
  end(): Promise<void>;
  /** The pool has ended with jobs locked: its lock is let go, and the sweeper finds it dead. */
  abandon(): void;
};

/** Gives signs of life until the end. @throws Error when one cannot be given: the connection is of no use any more */
async function givingSigns<End>(
  client: pg.Client,
  poolId: string,
  active: ReadonlySet<string>,
  end: Promise<End>,
): Promise<End> {
  for (;;) {
    const next = sleep(SIGN_OF_LIFE_MILLISECONDS, 'next' as const, { ref: false });
    const ended = await Promise.race([end.then((how) => ({ how })), next]);
    if (ended !== 'next') return ended.how;
    await keepWorkerPool(client, poolId, [...active]);
  }
}

/**
 * Announces a pool of workers and holds its advisory lock on a connection of its own: when this process dies, so does
 * the connection, the lock can be taken, and any sweeper frees the pool's jobs. Gives signs of life, without which others
 * take the jobs over though the lock is held. Registers again after a lost connection.
 */
function registerPool(poolId: string, options: GraphileWorkerOptions, active: ReadonlySet<string>): PoolRegistration {
  const ending = Promise.withResolvers<'abandoned' | 'in order'>();
  let ended = false;
  const hold = async () => {
    const client = createClient(options, PATIENCE_FOR_CONNECTIONS);
    const lost = new Promise<'lost'>((done) => client.on('error', () => done('lost')).on('end', () => done('lost')));
    try {
      await client.connect();
      await registerWorkerPool(client, poolId, hostname(), process.pid);
      const why = await givingSigns(client, poolId, active, Promise.race([lost, ending.promise]));
      if (why === 'in order') await unregisterWorkerPool(client, poolId);
    } catch (error) {
      // Without a connection there is nothing to unregister from either: the sweeper removes the row.
      options.log.debug({ error: error instanceof Error ? error.message : error }, 'pool registration lost');
    } finally {
      await client.end().catch(() => {}); // already closed by the other side
    }
  };
  const holding = (async () => {
    while (!ended) {
      await hold();
      if (!ended) await Promise.race([sleep(500), ending.promise]);
    }
  })();
  const end = (how: 'abandoned' | 'in order') => {
    ended = true;
    ending.resolve(how);
    return holding;
  };
  return { abandon: () => void end('abandoned'), end: () => end('in order') };
}
