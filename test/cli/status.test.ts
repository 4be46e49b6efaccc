import assert from 'node:assert/strict';
import { beforeEach, describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { retryCommand } from '../../src/cli/retry/command.ts';
import { watchRuns } from '../../src/cli/start/progress.ts';
import { statusCommand } from '../../src/cli/status/command.ts';
import { lateLines } from '../../src/cli/status/late.ts';
import type { Late } from '../../src/db/late.ts';
import { createPool } from '../../src/db/pool.ts';
import { databaseTime, hasLiveWorker, readRuns } from '../../src/db/run_grid.ts';
import { createLogin } from '../support/login.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { type Finished, pgaugur, runCommand } from './support.ts';

const FIRST_STEP = 'check_data_availability';
const SECOND_STEP = 'extract_stock_data';

describe('pgaugur status and retry', () => {
  const database = ownDatabase();
  const db = database.pool({ max: 2 });
  beforeEach(async () => {
    await db.query('delete from base_instruments');
    await db.query('alter sequence ml_pipeline_runs_id_seq restart');
  });

  const status = async (t: TestContext, ...args: string[]): Promise<string> =>
    (await runCommand(t, statusCommand(), database, ...args)).stdout;
  const retry = (t: TestContext, ...args: string[]): Promise<Finished> =>
    runCommand(t, retryCommand(), database, ...args);

  /** Opens a run of an instrument, new or not. @returns the run's id */
  async function openRun(symbol: string): Promise<number> {
    const found = await db.query<{ id: number }>('select id from base_instruments where symbol = $1', [symbol]);
    const instrumentId = found.rows[0]?.id ?? (await addInstrument(db, symbol));
    const opened = await db.query<{ id: number }>("select id from request_run($1, 'prices inserted')", [instrumentId]);
    // Its history has long arrived: no quiet period puts the first step off.
    await db.query(
      "update ml_pipeline_runs set requested_at = '2024-01-02 21:00+0', last_requested_at = '2024-01-02 21:00+0'",
    );
    return opened.rows[0].id;
  }

  async function takeStep(runId: number, step: string): Promise<number> {
    const started = await db.query<{ attempt: number }>(
      "select attempt from pgaugur_version v cross join take_step($1, $2, 'host-1', v.version)",
      [runId, step],
    );
    return started.rows[0].attempt;
  }

  async function finishStep(runId: number, step: string, summary: string): Promise<void> {
    const attempt = await takeStep(runId, step);
    await db.query("select finish_step($1, $2, $3, '{}', $4)", [runId, step, attempt, summary]);
  }

  /** Every attempt of the step fails, which ends the run. */
  async function failForGood(runId: number, step: string, message: string): Promise<void> {
    for (let again = true; again; ) {
      const attempt = await takeStep(runId, step);
      const failed = await db.query<{ again: boolean }>('select fail_step($1, $2, $3, $4) as again', [
        runId,
        step,
        attempt,
        { message },
      ]);
      again = failed.rows[0].again;
    }
  }

  test('an empty database: what to do first', async (t) => {
    assert.equal(
      await status(t),
      `No runs yet: inserting prices starts them.
  pgaugur import AAPL.csv --symbol AAPL   loads a price history
`,
    );
  });

  test('the grid shows the newest run of each instrument, then what failed and how to go on', async () => {
    await db.query("select cancel_run($1, 'an older run')", [await openRun('BBB')]);
    const failed = await openRun('BBB');
    await finishStep(failed, FIRST_STEP, '3000 sessions');
    await failForGood(failed, SECOND_STEP, 'disk full\nwhile writing');
    const skipped = await openRun('AAA');
    await takeStep(skipped, FIRST_STEP);
    await db.query('select skip_run($1, $2, 1, $3)', [skipped, FIRST_STEP, '12 sessions, 750 are needed']);
    await openRun('CCC');

    const { stdout } = await pgaugur(database, 'status');
    assert.equal(
      stdout.replace(/\d+\.\d s/g, '0.1 s'),
      `symbol  kind      status   steps         time  found
AAA     training  skipped  –··········  0.1 s  12 sessions, 750 are needed
BBB     training  failed   ✓✗·········  0.1 s  extract_stock_data failed after 5 attempts: disk full
CCC     training  queued   ○··········         check_data_availability
✓ succeeded   ○ queued   ✗ failed   – skipped   · not reached

3 newest runs: 1 failed, 1 queued, 1 skipped

Failed
  BBB  run 2 at extract_stock_data, attempt 5 on host-1
    disk full
    pgaugur retry 2

No worker for short steps is running, so the open runs wait: pgaugur worker starts one
`,
    );
  });

  test('the limit leaves out the oldest runs, but not a failed one', async (t) => {
    await failForGood(await openRun('AAA'), FIRST_STEP, 'disk full');
    for (const symbol of ['BBB', 'CCC', 'DDD']) await openRun(symbol);
    const runs = await readRuns(db, { all: false, limit: 2 });
    assert.deepEqual(
      runs.map((run) => run.symbol),
      ['AAA', 'DDD'],
    );
    assert.match(
      await status(t, '--limit', '2'),
      /^4 newest runs: 3 queued, 1 failed\n2 of them not shown: --limit 4$/m,
    );
  });

  test('--all shows older runs too, newest first', async (t) => {
    await db.query("select cancel_run($1, 'an older run')", [await openRun('AAA')]);
    await openRun('AAA');
    assert.match(await status(t, '--all'), /^ {2}2 +AAA .*\n {2}1 +AAA +training +cancelled .* an older run$/m);
  });

  test('a login that is a reader and nothing else sees all of it', async (t) => {
    await openRun('AAA');
    const reader = await createLogin(db, database, 'pgaugur_reader');
    try {
      const { stdout } = await runCommand(t, statusCommand(), { ...database, url: reader.url });
      assert.match(stdout, /^AAA +training +queued/m);
      assert.match(stdout, /^No worker for short steps is running/m);
    } finally {
      await reader.drop();
    }
  });

  test('what is paused is shown, by itself where it has no run', async (t) => {
    await addInstrument(db, 'AAA');
    await db.query("select pause('AAA')");
    assert.match(await status(t), /^Paused, so new prices start no run: AAA\n {2}pgaugur resume AAA ends a pause$/m);
    assert.deepEqual(JSON.parse(await status(t, '--json')), { runs: [], late: [], paused: ['AAA'] });
    await openRun('BBB');
    assert.doesNotMatch(await status(t, '--symbol', 'BBB'), /Paused/);
    assert.match(await status(t), /^BBB[\s\S]*^Paused, .*: AAA$/m);
  });

  test('a symbol that nobody has is answered with those that are near', async (t) => {
    await addInstrument(db, 'MSFT');
    await assert.rejects(status(t, '--symbol', 'MSTF'), /no instrument has the symbol "MSTF": did you mean MSFT\?$/);
  });

  test('--symbol shows the newest run step by step', async (t) => {
    const run = await openRun('AAA');
    await finishStep(run, FIRST_STEP, '3000 sessions');
    await failForGood(run, SECOND_STEP, 'disk full');
    const text = await status(t, '--symbol', 'AAA');
    assert.match(
      text,
      /^AAA {2}training run 1, failed in \d+\.\d s\nrequested 2024-01-02 21:00 UTC: prices inserted$/m,
    );
    assert.match(text, /^✓ {2}check_data_availability +1 +\d+\.\d s {2}3000 sessions$/m);
    assert.match(text, /^✗ {2}extract_stock_data +5 +\d+\.\d s {2}disk full$/m);
    assert.match(text, /^· {2}engineer_features$/m);
    assert.match(text, /^pgaugur retry 1 continues it where it stopped$/m);
  });

  test('--symbol of an instrument without a run, and of none', async (t) => {
    await addInstrument(db, 'AAA');
    assert.match(await status(t, '--symbol', 'AAA'), /^AAA has no run yet/);
    await assert.rejects(status(t, '--symbol', 'ZZZ'), { message: 'no instrument has the symbol "ZZZ"' });
  });

  test('what is late stands below, also of an instrument without a run', async (t) => {
    const made = "update base_instruments set created_at = '2024-01-02 12:00+0' where symbol = ";
    await addInstrument(db, 'AAA');
    await db.query(`${made} 'AAA'`);
    const late = '\nLate: 1 instrument\n  AAA  prices since 2024-01-02: no price has ever come\n';
    assert.match(await status(t), new RegExp(`^No runs yet[^]*${late}$`));
    await openRun('BBB');
    assert.match(await status(t), new RegExp(`1 newest run: 1 queued\n${late}`));
    assert.match(await status(t, '--symbol', 'AAA'), new RegExp(late));
    assert.doesNotMatch(await status(t, '--symbol', 'BBB'), /Late/);
    assert.deepEqual(JSON.parse(await status(t, '--json')).late, [
      { symbol: 'AAA', what: 'prices', since: '2024-01-02', cause: 'no price has ever come' },
    ]);
  });

  test('--watch prints the picture once where there is no terminal to draw it on', async (t) => {
    await openRun('AAA');
    assert.equal(await status(t, '--watch'), await status(t));
  });

  test('what is late for like reasons is one line, which says the reason of what has been late for longest', () => {
    const stopped = 'the loader has stopped';
    const late = (symbol: string, since: string, cause: string, what: Late['what'] = 'prices'): Late => ({
      symbol,
      what,
      since,
      cause,
    });
    const seven = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((symbol, i) => late(symbol, `2024-01-0${i + 1}`, stopped));
    const others = Array.from({ length: 11 }, (_, i) => late(`N${i}`, '2024-02-01', `it is ${'z'.repeat(i + 1)}`));
    const skipped = ['P', 'Q'].map((symbol, i) => late(symbol, '2024-01-31', `run ${i} was skipped`, 'prediction'));
    const lines = lateLines([...seven, ...skipped, ...others]);
    assert.deepEqual(lines.slice(1, 5), [
      'Late: 20 instruments',
      '  A, B, C, D, E and 2 more  prices since 2024-01-01 (A) to 2024-01-07 (G): the loader has stopped',
      '  P, Q  prediction since 2024-01-31: of P, run 0 was skipped',
      '  N0  prices since 2024-02-01: it is z',
    ]);
    assert.equal(lines.at(-1), '  and 3 more: pgaugur status --json, or select * from late_instruments');
    assert.equal(lines.length, 1 + 1 + 10 + 1);
  });

  test('a line says of whom each date is: one for all, a few with their instruments, or the first and the last', () => {
    const cause = 'no price has ever come';
    const line = (...dates: (readonly [string | null, ...string[]])[]): string | undefined =>
      lateLines(
        dates.flatMap(([since, ...symbols]) => symbols.map((symbol) => ({ symbol, what: 'prices', since, cause }))),
      ).at(-1);
    assert.equal(line(['2024-01-02', 'A', 'B']), `  A, B  prices since 2024-01-02: ${cause}`);
    assert.equal(line([null, 'A', 'B']), `  A, B  prices: ${cause}`);
    assert.equal(
      line(['2024-01-02', 'A', 'B', 'C', 'D'], ['2024-01-05', 'E'], ['2024-02-01', 'F']),
      `  A, B, C, D, E and 1 more  prices since 2024-01-02 (A, B, C and 1 more), 2024-01-05 (E), 2024-02-01 (F): ${cause}`,
    );
    assert.equal(
      line([null, 'A'], ['2024-01-05', 'B', 'C']),
      `  A, B, C  prices since the beginning (A), 2024-01-05 (B, C): ${cause}`,
    );
  });

  test('--json has every run with its steps', async (t) => {
    await finishStep(await openRun('AAA'), FIRST_STEP, '3000 sessions');
    const step = z.object({ name: z.string(), status: z.string(), summary: z.string().nullable() });
    const output = z.object({ runs: z.array(z.object({ id: z.number(), symbol: z.string(), steps: z.array(step) })) });
    const [run] = output.parse(JSON.parse(await status(t, '--json'))).runs;
    assert.deepEqual([run.id, run.symbol, run.steps.length], [1, 'AAA', 11]);
    assert.deepEqual(run.steps[0], { name: FIRST_STEP, status: 'succeeded', summary: '3000 sessions' });
  });

  test('a worker lives as long as its connection, not as long as its row', async () => {
    const worker = createPool({ databaseUrl: database.url, schema: database.schema, max: 1 });
    await worker.query("select register_worker_pool('pool-1', 'host-1', 4711)");
    assert.equal(await hasLiveWorker(db), true);
    await worker.end();
    // The server notices in its own time that the connection is gone.
    const deadline = Date.now() + 5_000;
    while ((await hasLiveWorker(db)) && Date.now() < deadline) await sleep(10);
    assert.equal(await hasLiveWorker(db), false);
    assert.equal((await db.query('select from ml_worker_pools')).rowCount, 1);
    await db.query("select unregister_worker_pool('pool-1')");
  });

  test('retry continues each run where it stopped and says why another cannot', async (t) => {
    const failed = await openRun('AAA');
    await finishStep(failed, FIRST_STEP, '3000 sessions');
    await failForGood(failed, SECOND_STEP, 'disk full');
    await openRun('BBB');
    const { code, stdout, stderr } = await retry(t, '1', '2', '99');
    assert.equal(stdout, 'run 1  AAA  continues at extract_stock_data\n');
    assert.equal(
      stderr,
      `pgaugur: run 2 is queued, only a failed or cancelled run can be retried
pgaugur: no run with id 99
`,
    );
    assert.equal(code, 1);
  });

  test('retry --failed takes the failed runs that nothing newer has replaced', async (t) => {
    for (const symbol of ['AAA', 'BBB', 'CCC']) await failForGood(await openRun(symbol), FIRST_STEP, 'disk full');
    await openRun('BBB');
    const { code, stdout } = await retry(t, '--failed', '--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      retried: [
        { id: 1, symbol: 'AAA', kind: 'training', step: FIRST_STEP },
        { id: 3, symbol: 'CCC', kind: 'training', step: FIRST_STEP },
      ],
      refused: [],
    });
    assert.equal((await retry(t, '--failed')).stdout, 'No instrument has a failed run as its newest.\n');
  });

  test('whoever watches counts what waited before and ended at once, once, and a retried run by its last end', async (t) => {
    t.mock.method(console, 'log', () => {});
    const { signal } = new AbortController();
    const waiting = await openRun('AAA');
    await failForGood(await openRun('BBB'), FIRST_STEP, 'old news');
    let since = await databaseTime(db);
    await failForGood(waiting, FIRST_STEP, 'disk full');
    const watched = async () => {
      const { until, ...counts } = await watchRuns(db, { since, signal });
      since = until;
      return counts;
    };
    assert.deepEqual(await watched(), { succeeded: 0, skipped: 0, failed: 1 });
    assert.deepEqual(await watched(), { succeeded: 0, skipped: 0, failed: 0 });

    await db.query('select retry_run($1)', [waiting]);
    const attempt = await takeStep(waiting, FIRST_STEP);
    await db.query('select skip_run($1, $2, $3, $4)', [waiting, FIRST_STEP, attempt, 'too little history']);
    assert.deepEqual(await watched(), { succeeded: 0, skipped: 1, failed: 0 });
  });

  test('retry wants run numbers or --failed', async (t) => {
    const message = 'say which runs to retry: either their numbers or --failed';
    await assert.rejects(retry(t), { name: 'UserError', message });
    await assert.rejects(retry(t, '1', '--failed'), { name: 'UserError', message: `${message}, not both` });
  });
});
