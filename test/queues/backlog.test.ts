import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '../../src/db/pool.ts';
import { createLog } from '../../src/env/log.ts';
import { startBossWorker } from '../../src/queues/boss_worker.ts';
import type { RunningWorker } from '../../src/queues/running_worker.ts';
import type { ScheduledJob } from '../../src/step_support/scheduled_job.ts';
import { ownDatabase } from '../support/own_database.ts';
import { until } from '../support/until.ts';

type Span = { readonly run: number; readonly start: number; readonly end: number };
type Execute = (payload: unknown) => Promise<void>;

/** pg-boss polls every 30 s: what takes that long was not woken. Below, what a busy machine may add. */
const NOT_WOKEN_SECONDS = 20;

/** Jobs of the backlog: those that are there at first, and those that these enqueue. */
const FIRST = 20;
const ENQUEUED_MEANWHILE = 10;

describe('long steps that wait', () => {
  const database = ownDatabase();
  const db = database.pool();
  const workers: RunningWorker[] = [];
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await db.query('delete from stock_data_boss.job');
  });

  const startWorker = async (concurrency: number, execute: Execute, scheduledJobs: readonly ScheduledJob[] = []) => {
    const worker = await startBossWorker({
      databaseUrl: database.url,
      schema: database.schema,
      role: 'pgaugur_worker',
      concurrency,
      tasks: { train_model: execute },
      longSteps: ['train_model'],
      scheduledJobs,
      db,
      log: createLog('silent'),
    });
    workers.push(worker);
    await worker.takeJobs();
  };
  const enqueue = (runs: readonly number[]) => db.query("select enqueue_step('train_model', $1::bigint[])", [runs]);
  /** Three jobs in each queue, of which nobody is notified. */
  const insertUnnoticed = (queues: readonly string[]) =>
    db.query(
      `insert into stock_data_boss.job (name, data, policy)
       select name, '{"run_id": 1}', policy from stock_data_boss.queue, generate_series(1, 3) where name = any($1)`,
      [queues],
    );
  const runOf = (payload: unknown): number =>
    typeof payload === 'object' && payload !== null && 'run_id' in payload ? Number(payload.run_id) : Number.NaN;
  const open = async (queue: string) =>
    (await db.query("select from stock_data_boss.job where name = $1 and state < 'completed'", [queue])).rowCount;
  const untilDone = (queue: string) =>
    until(async () => (await open(queue)) === 0, `${queue} to be empty`, NOT_WOKEN_SECONDS);

  for (const concurrency of [1, 3]) {
    test(`a backlog runs back to back on ${concurrency} at a time, also what is enqueued while all are busy`, async () => {
      const spans: Span[] = [];
      await startWorker(concurrency, async (payload) => {
        const run = runOf(payload);
        const start = performance.now();
        // Enqueued by SQL one after another while every worker is busy: one notification each.
        if (run <= ENQUEUED_MEANWHILE) await enqueue([100 + run]);
        await sleep(60);
        spans.push({ run, start, end: performance.now() });
      });
      const roundTrip = await slowestRoundTrip(db, async () => {
        await enqueue(Array.from({ length: FIRST }, (_, i) => i + 1));
        await untilDone('train_model');
      });
      // Between two jobs one is finished and the next is looked for and taken: three round trips.
      const slack = 3 * roundTrip;
      assert.equal(spans.length, FIRST + ENQUEUED_MEANWHILE);
      const idle = idleTime(spans, concurrency) / spans.length;
      assert.ok(idle <= 300 + slack, `${idle} ms idle for each job, with a slack of ${slack} ms`);
      if (concurrency > 1) return; // whose job followed on whose is not known
      const gaps = gapsOfOne(spans).sort((x, y) => x - y);
      assert.ok(gaps[Math.floor(0.9 * (gaps.length - 1))] <= 500 + slack, `nine of ten of ${gaps}, slack ${slack} ms`);
      const long = gaps.filter((gap) => gap > 2000 + slack);
      assert.ok(long.length <= 1, `${long} are long, with a slack of ${slack} ms`);
    });
  }

  test('jobs found without a notification are taken by all who are free, not one at each look', async () => {
    const starts: number[] = [];
    await startWorker(3, async () => {
      starts.push(performance.now());
      await until(async () => starts.length === 3, 'all three to be under way', NOT_WOKEN_SECONDS);
    });
    await sleep(100); // the first look, which finds nothing
    await insertUnnoticed(['train_model']);
    await untilDone('train_model');
    const spread = starts[2] - starts[0];
    assert.ok(spread < 4000, `${spread} ms between the first and the last, and looks are 5 s apart`);
  });

  test('a failed job is tried again soon after its delay', async () => {
    const attempts: number[] = [];
    await startWorker(2, async () => {
      attempts.push(Date.now());
      if (attempts.length === 1) throw new Error('once');
    });
    await enqueue([1]);
    await until(async () => attempts.length === 1, 'the first attempt');
    let due: Date | undefined;
    await until(async () => {
      const job = await db.query<{ due: Date }>(
        "select start_after as due from stock_data_boss.job where name = 'train_model' and state = 'retry'",
      );
      due = job.rows[0]?.due;
      return due !== undefined;
    }, 'the job to wait for its second attempt');
    await untilDone('train_model');
    assert.equal(attempts.length, 2);
    assert.ok(due);
    const late = attempts[1] - due.getTime();
    assert.ok(late >= 0 && late < 10_000, `${late} ms late`);
  });

  test('a job that nobody was notified of is taken within seconds, on any queue', async () => {
    const done: string[] = [];
    const job: ScheduledJob = {
      name: 'delete_old_runs',
      work: async () => {
        done.push('scheduled');
        return 'nothing';
      },
    };
    await startWorker(1, async () => void done.push('step'), [job]);
    await sleep(100); // the first look, which finds nothing
    const queues = ['train_model', 'train_model_dead_letter', 'delete_old_runs'];
    await insertUnnoticed(queues);
    for (const queue of queues) await untilDone(queue);
    assert.deepEqual(done.toSorted(), ['scheduled', 'scheduled', 'scheduled', 'step', 'step', 'step']);
  });

  test('a burst of dead letters is buried at once', async () => {
    await startWorker(1, async () => {});
    await db.query("select enqueue_boss_jobs('train_model_dead_letter', array[1, 2, 3, 4, 5, 6], now())");
    await untilDone('train_model_dead_letter');
  });
});

/** How long places were idle, all together, while jobs were still waiting: until the last one started. */
function idleTime(spans: readonly Span[], places: number): number {
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(...spans.map(({ start }) => start));
  const busy = spans.reduce((sum, { start, end }) => sum + Math.min(end, to) - start, 0);
  return places * (to - from) - busy;
}

/** How long the only place was idle between one job and the next. */
function gapsOfOne(spans: readonly Span[]): number[] {
  const inOrder = spans.toSorted((a, b) => a.start - b.start);
  return inOrder.slice(1).map(({ start }, i) => start - inOrder[i].end);
}

/** What the machine is slow at by itself: the slowest answer to a query that needs nothing, asked during the work. */
async function slowestRoundTrip(db: Pool, work: () => Promise<unknown>): Promise<number> {
  let working = true;
  const asking = (async () => {
    let slowest = 0;
    while (working) {
      const from = performance.now();
      await db.query('select');
      slowest = Math.max(slowest, performance.now() - from);
      await sleep(20);
    }
    return slowest;
  })();
  try {
    await work();
  } finally {
    working = false;
  }
  return asking;
}
