import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { writePredictions } from '../../src/db/predictions.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction, tried } from '../support/rolled_back.ts';
import { one, rows, value } from '../support/rows.ts';

type Known = {
  readonly symbol: string;
  readonly session: string;
  readonly probability: number;
  readonly trading_signal: string;
  readonly model_id: number;
  readonly is_production: boolean;
  readonly not_known: string | null;
};

const SESSION = '2024-03-04';
const DAYS = walkRows(20, 5, SESSION).dates;

describeInTransaction('what was said, as it was known', (db) => {
  let instrument: number;
  let first: number;
  let second: number;
  beforeEach(async () => {
    instrument = await addInstrument(db, 'AAA');
    await insertPriceRows(db, instrument, walkRows(20, 5, SESSION));
    const columns = { status: 'testing', is_production: false };
    first = await addModel(db, instrument, { ...columns, model_version: 'v2.1.0', model_name: 'first' });
    second = await addModel(db, instrument, { ...columns, model_version: 'v2.2.0', model_name: 'second' });
  });

  /** What a model says on a day, at 22:00 UTC of it. */
  const says = async (model: number, day: number, probability: number) => {
    await addPredictions(db, instrument, model, [{ session: DAYS[day], probability, signal: 'BUY' }]);
    await db.query(
      `update ml_predictions set created_at = prediction_date + interval '22 hours', entry_date = prediction_date + 1
       where model_id = $1 and prediction_date = $2`,
      [model, DAYS[day]],
    );
  };
  /** Models came and went at these times: what the trigger has written is moved there. */
  const places = async (of: readonly (readonly [number, string, boolean, string])[]) => {
    await db.query('delete from ml_model_places');
    for (const [model, status, production, since] of of) {
      await db.query('insert into ml_model_places (model_id, status, is_production, since) values ($1, $2, $3, $4)', [
        model,
        status,
        production,
        since,
      ]);
    }
  };
  const known = (at: string) => rows<Known>(db, 'select * from predictions_as_known($1)', [at]);
  const said = async (at: string) =>
    (await known(at)).map(({ session, probability, model_id, is_production }) => ({
      session,
      probability,
      model: model_id === first ? 'first' : 'second',
      is_production,
    }));

  test("each change of a model's place is remembered, and nothing else", async () => {
    const kept = () =>
      rows<{ status: string; is_production: boolean }>(
        db,
        'select status, is_production from ml_model_places where model_id = $1 order by id',
        [first],
      );
    await db.query('update ml_models set place_reason = place_reason where id = $1', [first]);
    await db.query("update ml_models set status = 'active', is_production = true where id = $1", [first]);
    await db.query("update ml_models set status = 'deprecated', is_production = false where id = $1", [first]);
    assert.deepEqual(await kept(), [
      { status: 'testing', is_production: false },
      { status: 'active', is_production: true },
      { status: 'deprecated', is_production: false },
    ]);
  });

  test('the model that served then speaks, also where it was put back in its place later', async () => {
    await places([
      [first, 'active', true, `${DAYS[0]} 00:00Z`],
      [second, 'testing', false, `${DAYS[1]} 00:00Z`],
      [first, 'deprecated', false, `${DAYS[3]} 00:00Z`],
      [second, 'active', true, `${DAYS[3]} 00:00Z`],
      [second, 'deprecated', false, `${DAYS[5]} 00:00Z`],
      [first, 'active', true, `${DAYS[5]} 00:00Z`],
    ]);
    for (const day of [1, 2, 4, 6]) {
      await says(first, day, (60 + day) / 100);
      await says(second, day, (40 + day) / 100);
    }
    const noon = (day: number) => said(`${DAYS[day]} 12:00Z`);
    assert.deepEqual(await noon(1), []);
    assert.deepEqual(await noon(2), [{ session: DAYS[1], probability: 0.61, model: 'first', is_production: true }]);
    // The one before has spoken of the session, too, and is replaced.
    assert.deepEqual(await noon(3), [{ session: DAYS[2], probability: 0.42, model: 'second', is_production: true }]);
    assert.deepEqual(await noon(5), [{ session: DAYS[4], probability: 0.64, model: 'first', is_production: true }]);
    assert.deepEqual(await noon(7), [{ session: DAYS[6], probability: 0.66, model: 'first', is_production: true }]);
  });

  test('what corrected prices made of it is known from then on, and what lies between two corrections is said to be unknown', async () => {
    await places([[first, 'active', true, `${DAYS[0]} 00:00Z`]]);
    await says(first, 2, 0.62);
    const corrected = async (probability: number) => {
      await db.query('update ml_predictions set stale_at = now()');
      const run = await value<number>(
        db,
        `insert into ml_pipeline_runs (instrument_id, kind, reason, status, finished_at)
         values ($1, 'prediction', 'prices changed', 'succeeded', now()) returning id`,
        [instrument],
      );
      const prediction = { date: DAYS[2], probability, signal: 'HOLD' as const, contributions: [] };
      await writePredictions(
        db,
        { instrumentId: instrument, modelId: first, runId: run, symbol: 'AAA', origin: 'later' },
        [prediction],
      );
    };
    const at = async (when: string) => {
      const [{ probability, trading_signal, not_known }] = await known(when);
      return [probability, trading_signal, not_known];
    };
    await corrected(0.55);
    await db.query(`update ml_predictions set corrected_at = '${DAYS[4]} 12:00Z'`);
    assert.deepEqual(await at(`${DAYS[4]} 11:00Z`), [0.62, 'BUY', null]);
    assert.deepEqual(await at(`${DAYS[4]} 13:00Z`), [0.55, 'HOLD', null]);
    await corrected(0.51);
    await db.query(`update ml_predictions set corrected_at = '${DAYS[6]} 12:00Z'`);
    assert.deepEqual(await at(`${DAYS[5]} 12:00Z`), [
      0.62,
      'BUY',
      `corrected prices replaced it 2 times, the last on ${DAYS[6]}: this is what it said first`,
    ]);
    assert.deepEqual(await at(`${DAYS[7]} 12:00Z`), [0.51, 'HOLD', null]);
    // From before it was kept when.
    await db.query('update ml_predictions set corrected_at = null, corrections = 0');
    assert.deepEqual(await at(`${DAYS[7]} 12:00Z`), [
      0.62,
      'BUY',
      'corrected prices replaced it at a time that is not stored: this is what it said first',
    ]);
  });

  test('today it is what latest_predictions says', async () => {
    await says(first, 1, 0.6);
    await says(second, 2, 0.7);
    await db.query("update ml_models set status = 'active', is_production = true where id = $1", [second]);
    assert.deepEqual(
      await rows(
        db,
        'select prediction_id, probability, model_id, is_production from predictions_as_known(statement_timestamp())',
      ),
      await rows(
        db,
        'select prediction_id, prediction_probability as probability, model_id, is_production from latest_predictions',
      ),
    );
  });

  test('signals of a session are those that were said before the next open, with what came of them', async () => {
    await says(first, 3, 0.7);
    await says(second, 3, 0.2);
    await db.query(
      `update ml_predictions set first_probability = 0.66, first_class = true, first_signal = 'HOLD',
         corrected_at = now(), corrections = 1 where model_id = $1`,
      [first],
    );
    await db.query('select settle_predictions()');
    const close = (day: number) =>
      value<number>(db, 'select close_price from price_bars where trading_date = $1', [DAYS[day]]);
    const growth = (await close(3 + HORIZON_SESSIONS)) / (await close(3));
    await db.query('set local role pgaugur_reader');
    const found = await one<Record<string, unknown>>(db, 'select * from signals_on($1)', [DAYS[3]]);
    assert.deepEqual(
      [found.model_name, found.probability, found.trading_signal, found.was_right, found.not_known],
      ['first', 0.66, 'HOLD', growth > 1, null],
    );
    assert.ok(Math.abs(Number(found.growth) - growth) < 1e-12);
  });

  test('of what was not said in time the reason stands in its place', async () => {
    const why = (day: number) => value<string>(db, 'select not_known from signals_on($1)', [DAYS[day]]);
    const today = await value<string>(db, "select (now() at time zone 'UTC')::date::text");
    assert.equal(await why(3), `its first model is of ${today}`);
    await db.query(`update ml_models set created_at = '2024-01-01'`);
    assert.equal(await why(3), 'no prediction of it is stored');
    await addPredictions(db, instrument, first, [{ session: DAYS[3], probability: 0.7 }], 'holdout');
    assert.equal(await why(3), `only a test of first speaks of it, from a model that was made on ${today}`);
    await addPredictions(db, instrument, second, [{ session: DAYS[3], probability: 0.7 }], 'hindsight');
    assert.equal(await why(3), `it was scored on ${today} only, after the open it speaks of`);
    await db.query('delete from ml_models');
    assert.equal(await why(3), 'there is no model');
  });

  test('a day without session and a time to come are refused by name', async () => {
    await assert.rejects(
      tried(db, () => db.query("select * from signals_on('2024-03-09')")),
      /signals_on: no instrument has a session on 2024-03-09/,
    );
    await assert.rejects(
      tried(db, () => db.query('select * from signals_on(null)')),
      /signals_on: no instrument has a session on null/,
    );
    for (const at of ["'infinity'", 'null', "now() + interval '1 day'"]) {
      await assert.rejects(
        tried(db, () => db.query(`select * from predictions_as_known(${at})`)),
        /predictions_as_known: what is known at .* cannot be told before then/,
      );
    }
  });
});
