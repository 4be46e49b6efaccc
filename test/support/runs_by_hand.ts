import assert from 'node:assert/strict';
import { beforeEach } from 'node:test';
import type pg from 'pg';
import { addInstrument } from './market.ts';
import { tried } from './rolled_back.ts';
import { column, one, value } from './rows.ts';

/** Moves runs by hand, as workers do: of instrument AAA, unless `of` is given another. No history is waited for. */
export function runsByHand(client: pg.Client) {
  const of = { instrument: 0 };
  beforeEach(async () => {
    await client.query("update ml_pipeline_defaults set quiet_period = '0'");
    of.instrument = await addInstrument(client, 'AAA');
  });

  const request = (kind: string | null = null): Promise<number> =>
    value<number>(client, "select id from request_run($1, 'test', $2)", [of.instrument, kind]);
  const start = async (run: number, step: string): Promise<number | undefined> =>
    (
      await client.query<{ attempt: number }>(
        "select attempt from pgaugur_version v cross join take_step($1, $2, 'host', v.version)",
        [run, step],
      )
    ).rows[0]?.attempt;
  const finish = (run: number, step: string, attempt: number | undefined) =>
    one<{ next: string | null }>(client, "select finish_step($1, $2, $3, '{}', 'done') as next", [run, step, attempt]);
  const runRow = (run: number) =>
    one<{ status: string; outcome: string | null; kind: string; look_again: boolean }>(
      client,
      'select status, outcome, kind, look_again from ml_pipeline_runs where id = $1',
      [run],
    );
  const errorsOf = async (run: number, step: string): Promise<[attempt: number, message: string][]> => {
    const { errors } = await one<{ errors: { message: string; attempt: number }[] }>(
      client,
      'select errors from ml_pipeline_tasks where run_id = $1 and step = $2',
      [run, step],
    );
    return errors.map(({ attempt, message }) => [attempt, message]);
  };
  const waiting = (): Promise<string[]> =>
    column<string>(
      client,
      `select task_identifier as job from stock_data_worker.jobs where locked_at is null
         union all select name from stock_data_boss.job where state = 'created' and name = 'train_model'`,
    );
  const clearQueues = () =>
    client.query('delete from stock_data_worker._private_jobs; delete from stock_data_boss.job');
  /** Runs the steps of a training run up to, not including, `last`. */
  const advance = async (run: number, last: string): Promise<void> => {
    const steps = await client.query<{ step: string }>(
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    for (const { step } of steps.rows) {
      if (step === last) return;
      await finish(run, step, await start(run, step));
    }
  };
  /** Runs a statement that is expected to fail without losing the transaction. */
  const rejects = (work: () => Promise<unknown>, expected: assert.AssertPredicate) =>
    assert.rejects(tried(client, work), expected);

  return { of, request, start, finish, runRow, errorsOf, waiting, clearQueues, advance, rejects };
}
