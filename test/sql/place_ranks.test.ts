import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { placeRanksOfDays } from '../../workers/place_ranks.ts';
import { normals } from '../learn/support.ts';
import { addInstrument } from '../support/market.ts';
import { addPooledModel, addRankModel } from '../support/models.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

const SESSIONS = ['2024-02-01', '2024-02-02', '2024-02-05'];
const MEMBERS = 9;

describe('places that are written down', () => {
  const database = ownDatabase();
  const client = database.client();
  const other = database.client();
  const pool = database.pool({ role: 'pgaugur_worker', max: 1 });
  let members: number[];
  let model: number;

  beforeEach(async () => {
    await client.query('truncate base_instruments, ml_pooled_models cascade');
    members = [];
    for (let i = 0; i < MEMBERS; i++) members.push(await addInstrument(client, `M${i}`));
    model = await addRankModel(client, await addPooledModel(client, 1));
  });

  /** In steps, so that some are level. */
  const scores = (seed: number, count: number) => {
    const normal = normals(seed);
    return Array.from({ length: count }, () => Math.round(10 / (1 + Math.exp(-normal()))) / 10);
  };
  const say = (session: string, of: readonly number[], { seed = 1, raw = true, origin = 'live', by = client } = {}) =>
    by.query(
      `insert into ml_relative_predictions (rank_model_id, instrument_id, session, relative_probability, raw_score, origin,
         input_hash)
       select $1, m.id, $2, m.probability, m.raw, $6, ''
       from unnest($3::int[], $4::float8[], $5::float8[]) as m (id, probability, raw)`,
      [model, session, of, scores(seed, of.length), raw ? scores(seed + 100, of.length) : [], origin],
    );
  const orders = () => rows(client, 'select * from relative_orders order by session, origin, instrument_id');
  const place = () => value<number>(client, 'select place_ranks()');
  const placed = () =>
    value<number>(client, 'select count(*)::int from ml_relative_predictions where rank is not null');

  test('they are the ones that are worked out: by both labels, by one, of each origin apart', async () => {
    for (const [seed, session] of SESSIONS.entries()) await say(session, members.slice(0, 7), { seed });
    await say(SESSIONS[0], members.slice(7), { origin: 'hindsight' });
    await say('2024-02-06', members, { raw: false });
    await say('2024-02-07', members.slice(0, 4));
    const before = await orders();
    const shown = await rows(client, 'select * from daily_ranks order by session, instrument_id');
    assert.equal(await place(), before.length);
    assert.equal(await placed(), before.length);
    assert.deepEqual(await orders(), before);
    assert.deepEqual(await rows(client, 'select * from daily_ranks order by session, instrument_id'), shown);
    assert.equal(await value(client, 'select count(*)::int from counted_places'), 0, 'and none is worked out any more');
    assert.equal(await place(), 0);
  });

  test('some days at a time, newest first, until none is left', async () => {
    for (const session of SESSIONS) await say(session, members);
    const days = 'select distinct session::text from ml_relative_predictions where rank is null order by 1';
    assert.equal(await value(client, 'select place_ranks(2)'), 2 * MEMBERS);
    assert.deepEqual(await column(client, days), SESSIONS.slice(0, 1));
    assert.equal(await value(client, 'select place_ranks(2)'), MEMBERS);
  });

  test('its job goes on until none is left', async () => {
    for (const session of SESSIONS) await say(session, members);
    assert.equal(await placeRanksOfDays.work(pool), `${3 * MEMBERS} ranks written down`);
    assert.equal(await placeRanksOfDays.work(pool), '0 ranks written down');
  });

  test('days that members are still likely to come to stay open', async () => {
    const day = (back: number) =>
      value<string>(client, `select ((statement_timestamp() at time zone 'UTC')::date - $1::int)::text`, [back]);
    await say(await day(2), members);
    await say(await day(3), members);
    assert.equal(await place(), MEMBERS);
    assert.equal((await orders()).length, 2 * MEMBERS);
  });

  test('who comes late opens the day again, until all are placed anew', async () => {
    await say(SESSIONS[0], members.slice(1));
    await say(SESSIONS[1], members);
    await place();
    await say(SESSIONS[0], members.slice(0, 1), { seed: 9 });
    const late = await orders();
    assert.deepEqual(
      late.map(({ ranked }) => ranked),
      Array(2 * MEMBERS).fill(MEMBERS),
    );
    assert.ok(Number(await place()) > 0);
    assert.equal(await placed(), 2 * MEMBERS);
    assert.deepEqual(await orders(), late);
  });

  test('what is said anew has no place until it gets a new one; an outcome moves nothing', async () => {
    await say(SESSIONS[0], members);
    await place();
    await client.query('update ml_relative_predictions set actual_growth_7d = 1.01');
    assert.equal(await placed(), MEMBERS);
    for (const change of ['relative_probability = 0.99', 'raw_score = null']) {
      await client.query(`update ml_relative_predictions set ${change} where instrument_id = $1`, [members[2]]);
      assert.equal(await placed(), MEMBERS - 1);
      const anew = await orders();
      assert.ok(Number(await place()) > 0);
      assert.deepEqual(await orders(), anew);
    }
    assert.deepEqual([...new Set((await orders()).map(({ by_both }) => by_both))], [false]);
  });

  test('who is deleted leaves the places of others as they were said', async () => {
    await say(SESSIONS[0], members);
    await place();
    const before = await orders();
    await client.query('delete from base_instruments where id = $1', [members[3]]);
    assert.deepEqual(
      await orders(),
      before.filter(({ instrument_id }) => instrument_id !== members[3]),
    );
  });

  test('who comes, or is said anew, while places are being written down is not left out of them', async () => {
    await say(SESSIONS[0], members.slice(1));
    await other.query('begin');
    await say(SESSIONS[0], members.slice(0, 1), { by: other });
    assert.equal(await place(), MEMBERS - 1);
    await other.query('commit');
    assert.ok((await orders()).every(({ ranked }) => ranked === MEMBERS));

    await other.query('begin');
    await other.query('update ml_relative_predictions set relative_probability = 0.99 where instrument_id = $1', [
      members[4],
    ]);
    const waits = place();
    await until(async () => {
      const waiting = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
      return (await rows(other, waiting)).length > 0;
    }, 'the places to wait');
    await other.query('commit');
    await waits;
    const anew = await orders();
    assert.equal(anew.find(({ instrument_id }) => instrument_id === members[4])?.relative_probability, 0.99);
    await place();
    assert.equal(await placed(), MEMBERS);
    assert.deepEqual(await orders(), anew);
  });
});
