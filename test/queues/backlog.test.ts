import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
        if (run <= 4) await enqueue([100 + run]);
        await sleep(60);
        spans.push({ run, start, end: performance.now() });
      });
      await enqueue([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      await untilDone('train_model');
      assert.equal(spans.length, 16);
      const idle = idleTimes(spans, concurrency);
      assert.equal(idle.length, 16 - concurrency);
      const sorted = idle.toSorted((a, b) => a - b);
      assert.ok(sorted[Math.floor(sorted.length / 2)] <= 500, `half of ${sorted}`);
      assert.ok(sorted[sorted.length - 1] <= 5000, `the longest of ${sorted}`);
    });
  }

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
    await db.query(
      `insert into stock_data_boss.job (name, data, policy)
       select name, '{"run_id": 1}', policy from stock_data_boss.queue, generate_series(1, 3)
       where name in ('train_model', 'train_model_dead_letter', 'delete_old_runs')`,
    );
    for (const queue of ['train_model', 'train_model_dead_letter', 'delete_old_runs']) await untilDone(queue);
    assert.deepEqual(done.toSorted(), ['scheduled', 'scheduled', 'scheduled', 'step', 'step', 'step']);
  });

  test('a burst of dead letters is buried at once', async () => {
    await startWorker(1, async () => {});
    await db.query("select enqueue_boss_jobs('train_model_dead_letter', array[1, 2, 3, 4, 5, 6], now())");
    await untilDone('train_model_dead_letter');
  });
});

/** How long each place was idle between two jobs: a job starts in the place that has been free for the shortest time. */
function idleTimes(spans: readonly Span[], places: number): number[] {
  const free: number[] = [];
  const idle: number[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const before = free.filter((at) => at <= start).sort((a, b) => b - a)[0];
    if (before !== undefined && free.length >= places) {
      idle.push(start - before);
      free.splice(free.indexOf(before), 1);
    }
    free.push(end);
  }
  return idle;
}
