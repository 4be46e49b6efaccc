import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPolicy } from '../../src/db/runs.ts';
import { addInstrument } from '../support/market.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { column, one, rows } from '../support/rows.ts';

describeInTransaction('the policy in force', (db) => {
  const inForce = (instrument: number | null) => one(db, 'select * from pipeline_policy($1)', [instrument]);
  const defaults = () => one(db, 'select * from ml_pipeline_defaults');

  test('is the defaults for no instrument, and for one that states nothing', async () => {
    const instrument = await addInstrument(db, 'AAA');
    assert.deepEqual(await inForce(null), await defaults());
    assert.deepEqual(await inForce(instrument), await defaults());
    await db.query('insert into ml_pipeline_policies (instrument_id) values ($1)', [instrument]);
    assert.deepEqual(await inForce(instrument), await defaults());
  });

  test('is what an instrument states where it states something, to the last bit', async () => {
    const instrument = await addInstrument(db, 'AAA');
    await db.query(
      `insert into ml_pipeline_policies (instrument_id, is_paused, minimum_sessions, quiet_period, minimum_roc_auc,
         initial_capital, model_scope, pool)
       values ($1, true, 600, '1 day 02:03:04.5', 0.1::float8 + 0.5::float8 - 0.05, 123456789.01, 'both', 'it''s "one"')`,
      [instrument],
    );
    const own = await one(db, 'select * from ml_pipeline_policies where instrument_id = $1', [instrument]);
    const stated = Object.fromEntries(
      Object.entries(own).filter(([name, value]) => name !== 'instrument_id' && value !== null),
    );
    assert.equal(Object.keys(stated).length, 7);
    assert.deepEqual(await inForce(instrument), { ...(await defaults()), ...stated });
    const { minimumSessions, initialCapital } = await readPolicy(db, instrument);
    assert.deepEqual({ minimumSessions, initialCapital }, { minimumSessions: 600, initialCapital: 123456789.01 });
  });

  test('may be false or zero where the default is not', async () => {
    const instrument = await addInstrument(db, 'AAA');
    await db.query('update ml_pipeline_defaults set is_paused = true');
    await db.query(
      'insert into ml_pipeline_policies (instrument_id, is_paused, transaction_cost) values ($1, false, 0)',
      [instrument],
    );
    const { is_paused, transaction_cost } = await inForce(instrument);
    assert.deepEqual({ is_paused, transaction_cost }, { is_paused: false, transaction_cost: 0 });
  });

  test('has a column that a migration adds to both tables, without anything else being changed', async () => {
    const instrument = await addInstrument(db, 'AAA');
    await db.query(
      "alter table ml_pipeline_defaults add column longest_nap interval not null default interval '1 hour'",
    );
    await db.query('alter table ml_pipeline_policies add column longest_nap interval');
    const nap = () => column(db, 'select longest_nap::text from pipeline_policy($1)', [instrument]);
    assert.deepEqual(await nap(), ['01:00:00']);
    await db.query("insert into ml_pipeline_policies (instrument_id, longest_nap) values ($1, '2 hours')", [
      instrument,
    ]);
    assert.deepEqual(await nap(), ['02:00:00']);
  });

  test('has each column that an instrument may state', async () => {
    const stray = await column(
      db,
      `select attname::text from pg_attribute
       where attrelid = 'ml_pipeline_policies'::regclass and attnum > 0 and not attisdropped and attname <> 'instrument_id'
       except
       select attname::text from pg_attribute where attrelid = 'ml_pipeline_defaults'::regclass`,
    );
    assert.deepEqual(stray, []);
  });

  test('tries a model on 200 mirrored histories unless told', async () => {
    await db.query('update ml_pipeline_defaults set surrogates = default');
    assert.equal((await readPolicy(db, null)).surrogates, 200);
    await assert.rejects(
      tried(db, () => db.query('update ml_pipeline_defaults set surrogates = 19')),
      { constraint: 'surrogates_tell_something' },
    );
  });

  test('asks for no more folds than a century has rows for, for all and for one', async () => {
    const instrument = await addInstrument(db, 'AAA');
    await db.query('insert into ml_pipeline_policies (instrument_id, validation_folds) values ($1, 100)', [instrument]);
    for (const owner of ['ml_pipeline_defaults', 'ml_pipeline_policies']) {
      await assert.rejects(
        tried(db, () => db.query(`update ${owner} set validation_folds = 101`)),
        { constraint: 'no_endless_folds' },
        owner,
      );
    }
  });

  test('is made of numbers and times that have an end, in every column, for all and for one', async () => {
    const instrument = await addInstrument(db, 'AAA');
    await db.query('insert into ml_pipeline_policies (instrument_id) values ($1)', [instrument]);
    const columns = await rows<{ owner: string; name: string; type: string }>(
      db,
      `select attrelid::regclass::text as owner, attname::text as name, atttypid::regtype::text as type
       from pg_attribute
       where attrelid in ('ml_pipeline_defaults'::regclass, 'ml_pipeline_policies'::regclass) and attnum > 0
         and atttypid in ('float8'::regtype, 'float4'::regtype, 'numeric'::regtype, 'interval'::regtype)`,
    );
    assert.ok(columns.length >= 20);
    for (const { owner, name, type } of columns) {
      const impossible =
        type === 'interval' ? ['infinity', '-infinity', '-1 second'] : ['NaN', 'Infinity', '-Infinity'];
      for (const value of impossible) {
        await assert.rejects(
          tried(db, () => db.query(`update ${owner} set ${name} = $1`, [value])),
          // numeric(15,2) has no room for infinity, and Postgres before 17 no infinite interval.
          { code: /^(23514|22003|22007)$/ },
          `${owner}.${name} = ${value}`,
        );
      }
    }
  });
});
