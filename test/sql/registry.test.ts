import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { saveArtifact } from '../../src/db/artifacts.ts';
import { registerCandidate } from '../../src/db/models.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { addPooledModel } from '../support/models.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

describe('what the registry does with a candidate', () => {
  const database = ownDatabase();
  const db = database.client();

  type Status = 'training' | 'active' | 'testing' | 'deprecated';
  type Compared = {
    readonly verdict: 'better' | 'not worse' | 'worse' | 'not known';
    /** Candidate less champion; 0.01 better unless told. */
    readonly logLoss?: number;
    /** Whether the candidate knows a session more; so unless told. */
    readonly isNewer?: boolean;
  };
  type Verdict = { readonly passed: boolean; readonly compared?: Compared };

  let symbols = 0;
  let instrument: number;

  const add = (status: Status, version: string, columns: Readonly<Record<string, unknown>>) =>
    addModel(db, instrument, {
      model_version: version,
      model_name: version,
      data_end_date: '2022-01-03',
      status,
      is_production: status === 'active',
      ...columns,
    });
  const comparison = (champion: number, present: Status, { verdict, logLoss = -0.01 }: Compared) => ({
    verdict,
    isNotWorse: verdict === 'better' || verdict === 'not worse',
    logLoss: { value: logLoss },
    championId: champion,
    champion: 'v2.0.0',
    championIsProduction: present === 'active',
    reason: verdict,
  });
  const statusOf = (id: number) => value<string>(db, 'select status::text from ml_models where id = $1', [id]);
  const reasonOf = (id: number) => value<string>(db, 'select place_reason from ml_models where id = $1', [id]);

  /** An instrument with a present model and a judged candidate; answers the statuses of both once it is registered. */
  async function registered(
    present: Exclude<Status, 'training'> | undefined,
    { passed, compared }: Verdict,
  ): Promise<(string | undefined)[]> {
    instrument = await addInstrument(db, `S${++symbols}`);
    await insertBars(db, instrument, 4, { from: '2022-01-01' });
    const champion = present && (await add(present, 'v2.0.0', { gate_passed: present === 'active' }));
    const challenger = await add('training', 'v2.1.0', {
      gate_passed: passed,
      data_end_date: compared?.isNewer === false ? '2022-01-03' : '2022-01-04',
      champion_comparison: present && champion && compared ? comparison(champion, present, compared) : null,
    });
    reason = (await registerCandidate(db, challenger)).reason;
    assert.equal(await reasonOf(challenger), reason);
    return [champion ? await statusOf(champion) : undefined, await statusOf(challenger)];
  }
  let reason: string;

  test('the first candidate goes into production by the gate alone, or serves as testing', async () => {
    assert.deepEqual(await registered(undefined, { passed: true }), [undefined, 'active']);
    assert.deepEqual(await registered(undefined, { passed: false }), [undefined, 'testing']);
  });

  test('by newer data a candidate that passes the gate and is not demonstrably worse replaces a production model', async () => {
    const passed = true;
    const notWorse = { verdict: 'not worse', logLoss: 0.01 } as const;
    assert.deepEqual(await registered('active', { passed, compared: notWorse }), ['deprecated', 'active']);
    assert.equal(
      reason,
      'in production: it passed the gate; it learned from newer data than v2.0.0 (1 later session), so not being ' +
        'demonstrably worse is enough; it is not worse',
    );
    assert.deepEqual(await registered('active', { passed, compared: { verdict: 'worse' } }), ['active', 'testing']);
    assert.deepEqual(await registered('active', { passed: false, compared: notWorse }), ['active', 'testing']);
    assert.match(reason, /^testing: it did not pass the gate, without which nothing goes into production; /);
  });

  test('of the same data the incumbent stays unless the other is better by the point and not demonstrably worse', async () => {
    const isNewer = false;
    for (const [present, stays] of [
      ['active', ['active', 'testing']],
      ['testing', ['testing', 'deprecated']],
    ] as const) {
      const passed = present === 'active';
      const of = (compared: Compared) => registered(present, { passed, compared: { ...compared, isNewer } });
      assert.deepEqual(await of({ verdict: 'not worse', logLoss: 0.0001 }), stays);
      assert.deepEqual(await of({ verdict: 'not worse', logLoss: 0 }), stays);
      assert.deepEqual(await of({ verdict: 'worse', logLoss: -0.01 }), stays, 'demonstrably worse in ranking');
      assert.match(
        reason,
        /it learned from the same data as v2\.0\.0, which stays unless the other is better by the point estimate of the log-loss and not demonstrably worse; it is worse$/,
      );
      const gives = ['deprecated', present];
      assert.deepEqual(await of({ verdict: 'not worse', logLoss: -0.0001 }), gives);
      assert.deepEqual(await of({ verdict: 'better' }), gives);
    }
  });

  test('a pooled model has the data of its pool’s training, however late the instrument takes it up', async () => {
    const adopted = async (poolEnd: string) => {
      instrument = await addInstrument(db, `S${++symbols}`);
      await insertBars(db, instrument, 4, { from: '2022-01-01' });
      const pooled = await addPooledModel(db, 1);
      await db.query('update ml_pooled_models set data_end_date = $2 where id = $1', [pooled, poolEnd]);
      const own = await add('testing', 'v2.0.0', { gate_passed: false });
      const candidate = await add('training', 'v2.1.0', {
        gate_passed: false,
        scope: 'pooled',
        pooled_model_id: pooled,
        unseen_from: '2021-01-01',
        data_end_date: '2022-01-04',
        champion_comparison: comparison(own, 'testing', { verdict: 'not worse', logLoss: 0.01 }),
      });
      await db.query(`insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'both')`, [instrument]);
      await registerCandidate(db, candidate);
      return [await statusOf(own), await statusOf(candidate)];
    };
    assert.deepEqual(await adopted('2022-01-03'), ['testing', 'deprecated']);
    assert.deepEqual(await adopted('2022-01-04'), ['deprecated', 'testing']);
  });

  test('what was learned from data that changed since is older data, and what they may be is said', async () => {
    instrument = await addInstrument(db, `S${++symbols}`);
    await insertBars(db, instrument, 4, { from: '2022-01-01' });
    const [wrong, right] = [Buffer.from('wrong'), Buffer.from('right')];
    await db.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, s.id, '2022-01-03', '{}', $2, 1, 1 from ml_feature_sets s where s.is_current`,
      [instrument, right],
    );
    const old = await add('testing', 'v2.0.0', { gate_passed: false, data_hash: wrong });
    const candidate = await add('training', 'v2.1.0', {
      gate_passed: false,
      data_hash: right,
      champion_comparison: comparison(old, 'testing', { verdict: 'not worse', logLoss: 0.01 }),
    });
    const registered = await registerCandidate(db, candidate);
    assert.match(registered.reason, /newer data than v2\.0\.0 \(prices, calendar or indices that changed since\)/);
    assert.deepEqual([await statusOf(old), await statusOf(candidate)], ['deprecated', 'testing']);
  });

  test('a passed gate outweighs the comparison with a model that did not pass it', async () => {
    const compared = { verdict: 'worse' } as const;
    assert.deepEqual(await registered('testing', { passed: false, compared }), ['testing', 'deprecated']);
    assert.deepEqual(await registered('testing', { passed: true, compared }), ['deprecated', 'active']);
    assert.equal(reason, 'in production: it passed the gate; v2.0.0 did not, and gives way; it is worse');
  });

  test('a comparison on too few rows keeps a production model, and lets the newer of two testing models serve', async () => {
    const compared = { verdict: 'not known' } as const;
    assert.deepEqual(await registered('active', { passed: true, compared }), ['active', 'testing']);
    assert.deepEqual(await registered('testing', { passed: false, compared }), ['deprecated', 'testing']);
  });

  test('a model that was put into production while the candidate was judged stays', async () => {
    instrument = await addInstrument(db, `S${++symbols}`);
    await db.query(
      "insert into ml_model_artifacts (sha256, format, content) values (encode(sha256('a'), 'hex'), 'test', 'a')",
    );
    const [{ sha256: model_file_hash }] = await rows<{ sha256: string }>(db, 'select sha256 from ml_model_artifacts');
    const promoted = await add('active', 'v1.0.0', { model_file_hash });
    const former = await add('deprecated', 'v2.0.0', { gate_passed: true });
    const candidate = await add('training', 'v2.1.0', {
      champion_comparison: comparison(former, 'active', { verdict: 'better' }),
    });
    const { place, reason: why } = await registerCandidate(db, candidate);
    assert.deepEqual([await statusOf(promoted), place], ['active', 'testing']);
    assert.match(why, /another model went into production while this one was judged$/);
  });

  test('a model that the policy no longer asks for replaces nothing', async () => {
    instrument = await addInstrument(db, `S${++symbols}`);
    await db.query(`insert into ml_pipeline_policies (instrument_id, model_scope) values ($1, 'pooled')`, [instrument]);
    const serving = await add('testing', 'v2.0.0', { scope: 'pooled', unseen_from: '2021-01-01', gate_passed: false });
    const candidate = await add('training', 'v2.1.0', { gate_passed: true });
    const { reason: why } = await registerCandidate(db, candidate);
    assert.deepEqual([await statusOf(serving), await statusOf(candidate)], ['testing', 'deprecated']);
    assert.match(why, /the policy asks for no own model any more$/);
  });

  /** Two models of an instrument that may be promoted. */
  async function promotable(instrument: number): Promise<[number, number]> {
    const hash = await saveArtifact(db, new TextEncoder().encode('artifact'), 'test');
    const add = (version: string) =>
      addModel(db, instrument, {
        model_version: version,
        model_name: version,
        status: 'testing',
        is_production: false,
        model_file_hash: hash,
      });
    return [await add('v2.0.0'), await add('v2.1.0')];
  }

  for (const present of [true, false]) {
    test(`two who promote at the same time come one after the other, ${present ? 'beside' : 'without'} a model in production`, async () => {
      const instrument = await addInstrument(db, `S${++symbols}`);
      if (present) await addModel(db, instrument, { model_version: 'v1.0.0' });
      const [one, other] = await promotable(instrument);
      const [first, second] = [await database.connect(), await database.connect()];
      await first.query('begin');
      await first.query("select promote_model($1, 'first')", [one]);
      const promoted = second.query("select promote_model($1, 'second')", [other]);
      const waits =
        "select from pg_stat_activity where query like 'select promote_model%' and wait_event_type = 'Lock'";
      await until(async () => (await db.query(waits)).rowCount === 1, 'the second to wait');
      await first.query('commit');
      await promoted;
      const { rows } = await db.query('select id from ml_models where instrument_id = $1 and is_production', [
        instrument,
      ]);
      assert.deepEqual(rows, [{ id: other }]);
      const last = await db.query('select replaced_model_id from ml_model_promotions order by id desc limit 1');
      assert.deepEqual(last.rows, [{ replaced_model_id: one }]);
    });
  }

  test('prices that arrive while one who promotes waits leave nobody waiting for each other', async () => {
    const instrument = await addInstrument(db, `S${++symbols}`);
    const [one, other] = await promotable(instrument);
    const [before, first, loader, second] = [
      await database.connect(),
      await database.connect(),
      await database.connect(),
      await database.connect(),
    ];
    const locked = (count: number) => async () =>
      (await value<number>(
        db,
        "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )) === count;
    await before.query('begin');
    await before.query('select from base_instruments where id = $1 for no key update', [instrument]);
    const promotions = [first.query("select promote_model($1, 'first')", [one])];
    await until(locked(1), 'the first to wait');
    const loaded = insertBars(loader, instrument, 5);
    await Promise.race([loaded, until(locked(2), 'the loader to be there')]);
    promotions.push(second.query("select promote_model($1, 'second')", [other]));
    await until(async () => (await locked(2)()) || (await locked(3)()), 'the second to wait');
    await before.query('commit');
    await Promise.all([...promotions, loaded]);
    assert.deepEqual(
      await rows(db, 'select id from ml_models where instrument_id = $1 and is_production', [instrument]),
      [{ id: other }],
    );
    assert.equal(
      await value(db, 'select count(*)::int from ml_pipeline_runs where instrument_id = $1', [instrument]),
      1,
    );
  });

  test('a promotion while the instrument is paused leaves the run that is open as it is', async () => {
    const instrument = await addInstrument(db, `S${++symbols}`);
    const [one] = await promotable(instrument);
    await db.query("select from request_run($1, 'by hand', 'training')", [instrument]);
    await db.query('select pause_instrument($1)', [instrument]);
    await db.query("select promote_model($1, 'meanwhile')", [one]);
    assert.deepEqual(
      await rows(db, 'select kind, reason, look_again from ml_pipeline_runs where instrument_id = $1', [instrument]),
      [{ kind: 'training', reason: 'by hand', look_again: false }],
    );
  });

  test('the run that a promotion asks for is what is due behind it, and says why', async () => {
    const instrument = await addInstrument(db, `S${++symbols}`);
    const hash = await saveArtifact(db, new TextEncoder().encode('artifact'), 'test');
    const former = await addModel(db, instrument, {
      model_version: 'v3.0.0',
      status: 'deprecated',
      is_production: false,
      model_file_hash: hash,
      gate_passed: true,
    });
    const due = () =>
      rows(db, 'select kind, reason from ml_pipeline_runs where instrument_id = $1 order by id', [instrument]);
    assert.equal(await value(db, "select due_kind($1, 'own')", [instrument]), 'training');
    await db.query("select promote_model($1, ' the best there was ')", [former]);
    assert.deepEqual(await due(), [{ kind: 'prediction', reason: 'v3.0.0 promoted: the best there was' }]);
    await db.query("update ml_models set status = 'deprecated', is_production = false where id = $1", [former]);
    await db.query("update ml_pipeline_runs set status = 'cancelled', finished_at = now()");
    await db.query('select rollback_model($1::integer)', [instrument]);
    assert.deepEqual((await due()).at(-1), { kind: 'prediction', reason: 'rolled back to v3.0.0' });
  });
});
