import assert from 'node:assert/strict';
import { beforeEach, describe, type TestContext, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { alertsCommand } from '../../src/cli/alerts/command.ts';
import { backfillCommand } from '../../src/cli/backfill/command.ts';
import { cancelCommand } from '../../src/cli/cancel/command.ts';
import { pauseCommand, resumeCommand } from '../../src/cli/pause/command.ts';
import { RUN_KINDS, runsCommand } from '../../src/cli/runs/command.ts';
import { printLatestPredictions } from '../../src/cli/start/report.ts';
import { statusCommand } from '../../src/cli/status/command.ts';
import { trainCommand } from '../../src/cli/train/command.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { column, value } from '../support/rows.ts';
import { pgaugur, runCommand } from './support.ts';

describe('commands of operators', () => {
  const database = ownDatabase();
  const db = database.client();
  const pool = database.pool({ max: 1 });
  const instruments: Record<string, number> = {};
  beforeEach(async () => {
    await db.query('delete from base_instruments');
    for (const symbol of ['AAA', 'BBB']) {
      instruments[symbol] = await addInstrument(db, symbol);
      await insertBars(db, instruments[symbol], 30);
    }
    await db.query('delete from ml_pipeline_runs; alter sequence ml_pipeline_runs_id_seq restart');
  });

  const run = async (t: TestContext, command: Command, ...args: string[]) => {
    const { code, stdout, stderr } = await runCommand(t, command, database, ...args);
    return { code, stdout: stdout.trimEnd().split('\n').filter(Boolean), stderr: stderr.trimEnd() };
  };
  const statuses = () => column(db, 'select status from ml_pipeline_runs order by id');

  test('train asks for a training of each symbol, and says of an unknown one what may have been meant', async (t) => {
    const { code, stdout, stderr } = await run(t, trainCommand(), 'AAA', 'BBX', 'BBB');
    assert.deepEqual(stdout, ['AAA  run 1 (training) is queued', 'BBB  run 2 (training) is queued']);
    assert.equal(stderr, 'pgaugur: no instrument with symbol "BBX": did you mean BBB?');
    assert.equal(code, 1);
  });

  test('the newest prediction of a model without figures is printed without them', async (t) => {
    const model = await addModel(db, instruments.AAA, { metrics: {} });
    await addPredictions(db, instruments.AAA, model, [{ session: '2024-01-30', probability: 0.7 }]);
    const printed = async () => {
      const log = t.mock.method(console, 'log', () => {});
      await printLatestPredictions(pool);
      const lines = log.mock.calls.map((call) => stripVTControlCharacters(call.arguments.join(' ')));
      log.mock.restore();
      return lines.join('\n');
    };
    assert.match(await printed(), /AAA: 7 sessions from 2024-01-30/);
    assert.doesNotMatch(await printed(), /ROC-AUC/);
    await db.query(`update ml_models set metrics = '{"rows": 120}'`);
    assert.match(await printed(), /ROC-AUC – \(interval not known\) on 120 sessions/);
  });

  test('two instruments of a symbol are shown, and asked for, as SYMBOL@MIC', async (t) => {
    await db.query(`
      insert into exchanges (name, mic_code) values ('one', 'XONE'), ('two', 'XTWO') on conflict do nothing;
      insert into base_instruments (symbol, exchange_id) select 'CAT', id from exchanges where mic_code in ('XONE', 'XTWO')`);
    for (const id of await column<number>(db, "select id from base_instruments where symbol = 'CAT'")) {
      await insertBars(db, id, 30);
    }
    await db.query('delete from ml_pipeline_runs; alter sequence ml_pipeline_runs_id_seq restart');
    assert.equal(
      (await run(t, trainCommand(), 'CAT')).stderr,
      'pgaugur: symbol "CAT" is listed at XONE and XTWO: name the exchange. For example CAT@XONE or CAT@XTWO',
    );
    const both = await run(t, trainCommand(), 'CAT@XONE', 'CAT@XTWO', 'AAA');
    assert.deepEqual(both.stdout, [
      'CAT@XONE  run 1 (training) is queued',
      'CAT@XTWO  run 2 (training) is queued',
      'AAA  run 3 (training) is queued',
    ]);
    const symbols = (json: string): string[] => JSON.parse(json).runs.map(({ symbol }: { symbol: string }) => symbol);
    for (const command of [statusCommand, runsCommand]) {
      const [all] = (await run(t, command(), '--json')).stdout;
      assert.deepEqual(symbols(all).toSorted(), ['AAA', 'CAT@XONE', 'CAT@XTWO']);
      const [one] = (await run(t, command(), '--symbol', 'CAT@XTWO', '--json')).stdout;
      assert.deepEqual(symbols(one), ['CAT@XTWO']);
      const [either] = (await run(t, command(), '--symbol', 'CAT', '--json')).stdout;
      assert.deepEqual(symbols(either).toSorted(), ['CAT@XONE', 'CAT@XTWO']);
      await assert.rejects(run(t, command(), '--symbol', 'CAT@XWAR'), /no instrument has the symbol "CAT@XWAR"/);
    }
    assert.match((await run(t, pauseCommand(), 'CAT@XTWO')).stdout[0], /^CAT@XTWO {2}is paused; run 2 goes on/);
    assert.match(
      (await run(t, statusCommand())).stdout.join('\n'),
      /: CAT@XTWO\n {2}pgaugur resume CAT@XTWO ends a pause$/,
    );
  });

  test('a training that is asked for while another run is open follows it', async (t) => {
    await addModel(db, instruments.AAA);
    await db.query("select from predict('AAA')");
    const { stdout } = await run(t, trainCommand(), 'AAA');
    assert.deepEqual(stdout, ['AAA  run 1 (prediction) is queued; a training follows it']);
  });

  test('train wants symbols or a pool, not both and not neither', async (t) => {
    const say = { message: 'say what to train: either symbols or --pool' };
    await assert.rejects(run(t, trainCommand()), say);
    await assert.rejects(run(t, trainCommand(), 'AAA', '--pool', 'all'), say);
    await db.query(
      "insert into ml_pipeline_policies (instrument_id, model_scope) select id, 'pooled' from base_instruments",
    );
    assert.deepEqual((await run(t, trainCommand(), '--pool', 'all')).stdout, [
      'pool all  run 1 (pooled_training) is queued',
    ]);
  });

  test('cancel stops runs by number or symbol, with the reason, and says why another is not stopped', async (t) => {
    await run(t, trainCommand(), 'AAA', 'BBB');
    const { code, stdout, stderr } = await run(t, cancelCommand(), '1', '1', '99', '--reason', 'a mistake');
    assert.deepEqual(stdout, ['AAA  run 1 (training) is cancelled']);
    assert.equal(stderr, 'pgaugur: run 1 is already cancelled\npgaugur: no run with id 99');
    assert.equal(code, 1);
    assert.equal(await value(db, 'select outcome from ml_pipeline_runs where id = 1'), 'a mistake');
    assert.deepEqual((await run(t, cancelCommand(), '--symbol', 'BBB')).stdout, ['BBB  run 2 (training) is cancelled']);
    await assert.rejects(run(t, cancelCommand(), '--symbol', 'BBB'), { message: 'BBB has no open run' });
    await assert.rejects(run(t, cancelCommand()), /either their numbers or --symbol/);
    await assert.rejects(run(t, cancelCommand(), '1', '--symbol', 'AAA'), /either their numbers or --symbol/);
    // What the database says without a hint is a sentence as well, and no stack.
    assert.deepEqual(await pgaugur(database, 'cancel', '--symbol', 'ZZZ'), {
      code: 1,
      stdout: '',
      stderr: 'pgaugur: no instrument with symbol "ZZZ"\n',
    });
  });

  test('where there is no instrument at all, each says that there is none of the symbol', async (t) => {
    await db.query('delete from base_instruments');
    const range = ['--from', '2024-01-05', '--to', '2024-01-10'];
    for (const [command, ...more] of [
      [trainCommand()],
      [pauseCommand()],
      [resumeCommand()],
      [backfillCommand(), ...range],
    ] as const) {
      const { code, stderr } = await run(t, command, 'AAA', ...more);
      assert.deepEqual([code, stderr], [1, 'pgaugur: no instrument with symbol "AAA"'], command.name());
    }
    await assert.rejects(run(t, cancelCommand(), '--symbol', 'AAA'), { message: 'no instrument with symbol "AAA"' });
  });

  test('pause names the run that goes on; resume asks for one that takes up what came', async (t) => {
    await run(t, trainCommand(), 'AAA');
    assert.deepEqual((await run(t, pauseCommand(), 'AAA', 'BBB')).stdout, [
      'AAA  is paused; run 1 goes on: pgaugur cancel 1 stops it',
      'BBB  is paused',
    ]);
    await insertBars(db, instruments.BBB, 1, { from: '2024-03-01' });
    assert.deepEqual(await statuses(), ['queued']);
    assert.match(
      (await run(t, trainCommand(), 'BBB')).stderr,
      /^pgaugur: BBB is paused\. resume\('BBB'\) ends the pause\.$/,
    );
    assert.deepEqual((await run(t, resumeCommand(), 'BBB')).stdout, ['BBB  run 2 (training) is queued']);
    await db.query("update base_instruments set is_active = false where symbol = 'BBB'; delete from ml_pipeline_runs");
    assert.deepEqual((await run(t, resumeCommand(), 'BBB')).stdout, ['BBB  is resumed, and has nothing to run']);
  });

  test('backfill asks for the sessions of a range, and refuses what is no date or no session', async (t) => {
    await addModel(db, instruments.AAA);
    const range = ['--from', '2024-01-05', '--to', '2024-01-10'];
    assert.deepEqual((await run(t, backfillCommand(), 'AAA', ...range)).stdout, ['AAA  run 1 (prediction) is queued']);
    assert.equal(await value(db, 'select last_session::text from ml_backfill_requests'), '2024-01-10');
    await db.query('delete from ml_pipeline_runs');
    await run(t, trainCommand(), 'AAA');
    assert.deepEqual((await run(t, backfillCommand(), 'AAA', ...range)).stdout, [
      'AAA  run 2 (training) is queued: these sessions are predicted at its end, or by the run behind it',
    ]);
    const { code, stderr } = await run(t, backfillCommand(), 'AAA', '--from', '2030-01-01', '--to', '2030-02-01');
    assert.equal(code, 1);
    assert.match(stderr, /AAA has no session from 2030-01-01 to 2030-02-01: possible is 2024-01-01 to 2024-01-30/);
    for (const date of ['infinity', '2024-02-30', 'yesterday', '20240105']) {
      const refused = await pgaugur(database, 'backfill', 'AAA', '--from', date, '--to', '2024-01-10');
      assert.match(refused.stderr, /option '--from <date>' argument '.*' is invalid\. It must be a date/);
    }
  });

  test('symbols reach the database as they are', async (t) => {
    const symbol = "A'; drop table ml_models; --";
    await addInstrument(db, symbol);
    assert.deepEqual((await run(t, pauseCommand(), symbol)).stdout, [`${symbol}  is paused`]);
    assert.match((await run(t, pauseCommand(), "'; --")).stderr, /no instrument with symbol/);
  });

  test('runs are listed newest first, by symbol, status and kind', async (t) => {
    await run(t, trainCommand(), 'AAA', 'BBB');
    await run(t, cancelCommand(), '1', '--reason', 'a mistake');
    const list = async (...args: string[]) =>
      (await run(t, runsCommand(), ...args)).stdout
        .slice(1)
        .map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'TIME'));
    assert.deepEqual(await list(), [
      '  2  BBB     training  queued     TIME        training requested',
      '  1  AAA     training  cancelled  TIME        training requested: a mistake',
    ]);
    assert.equal((await list('--limit', '1')).length, 1);
    assert.equal((await list('--status', 'failed, cancelled')).length, 1);
    assert.equal((await list('--symbol', 'BBB')).length, 1);
    assert.deepEqual((await run(t, runsCommand(), '--kind', 'adoption')).stdout, ['No such run.']);
    await assert.rejects(run(t, runsCommand(), '--symbol', 'ZZZ'), { message: 'no instrument has the symbol "ZZZ"' });
    const { runs } = JSON.parse((await run(t, runsCommand(), '--json', '--status', 'queued')).stdout[0]);
    assert.deepEqual([runs.length, runs[0].id, runs[0].reason], [1, 2, 'training requested']);
    const known = await column(db, 'select distinct kind from ml_pipelines');
    assert.deepEqual([...RUN_KINDS].sort(), known.sort());
  });

  test('--json has what was done and what was refused', async (t) => {
    const { stdout } = await run(t, pauseCommand(), 'AAA', 'ZZZ', '--json');
    assert.deepEqual(JSON.parse(stdout[0]), {
      done: [{ symbol: 'AAA', openRun: null }],
      refused: [{ item: { symbol: 'ZZZ' }, error: 'no instrument with symbol "ZZZ"' }],
    });
  });

  test('alerts are shown, and evaluated where no worker lives to do it', async (t) => {
    await db.query("update ml_alert_rules set is_enabled = name = 'workers gone', holds_for = '0'");
    assert.deepEqual((await run(t, alertsCommand())).stdout, ['No alert is open.']);
    const evaluated = (await run(t, alertsCommand(), '--evaluate')).stdout;
    assert.equal(evaluated[0], '1 alert changed, 0 deliveries made, 0 failed');
    assert.match(
      evaluated[2],
      /^workers gone {2}raised {2}critical {2}\d{4}-.* UTC {2}no worker for short steps, of at least 1$/,
    );
    assert.equal(JSON.parse((await run(t, alertsCommand(), '--json')).stdout[0]).open[0].rule, 'workers gone');
  });
});
