import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { EXCHANGE_CALENDARS } from '../../src/calendar/index.ts';
import { createInstrument } from '../../src/db/instruments.ts';
import { migrate } from '../../src/db/migrate.ts';
import { connectionOptions } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

describe('exchange calendars', () => {
  let database: TestDatabase;
  let db: pg.Client;
  before(async () => {
    database = await createTestDatabase();
    db = new pg.Client(connectionOptions({ databaseUrl: database.url, schema: database.schema }));
    await db.connect();
  });
  after(async () => {
    await db.end();
    await database.drop();
  });

  const addExchange = async (mic: string | null, name = 'an exchange'): Promise<number> => {
    const added = await db.query('insert into exchanges (name, mic_code) values ($1, $2) returning id', [name, mic]);
    return added.rows[0].id;
  };
  const holidaysOf = async (exchangeId: number) => {
    const found = await db.query(
      'select holiday_date as date, name from exchange_holidays where exchange_id = $1 order by 1',
      [exchangeId],
    );
    return found.rows;
  };
  const known = (mic: string) => {
    const holidays = EXCHANGE_CALENDARS.get(mic);
    assert.ok(holidays && holidays.length > 250);
    return [...holidays];
  };
  const targetOf = async (session: string, exchangeId: number | null) =>
    (await db.query('select target_session($1, 7, $2) as target', [session, exchangeId])).rows[0].target;

  test('an exchange that appears, as by an import, has its holidays from the start', async () => {
    await createInstrument(db, { symbol: 'JPM', exchange: 'XNYS' });
    const { id } = (await db.query("select id from exchanges where mic_code = 'XNYS'")).rows[0];
    assert.deepEqual(await holidaysOf(id), known('XNYS'));
  });

  test('a role that may only insert exchanges gets them, too', async () => {
    await db.query('create role test_exchange_clerk');
    try {
      await db.query('grant usage on schema stock_data to test_exchange_clerk');
      await db.query('grant insert, select on exchanges to test_exchange_clerk');
      await db.query('begin');
      await db.query('set local role test_exchange_clerk');
      const id = await addExchange('XNAS');
      await db.query('commit');
      assert.deepEqual(await holidaysOf(id), known('XNAS'));
    } finally {
      await db.query('drop owned by test_exchange_clerk');
      await db.query('drop role test_exchange_clerk');
    }
  });

  test('an exchange that is named later has them from then on; one that is not known has none', async () => {
    const id = await addExchange(null, 'Warsaw');
    assert.deepEqual(await holidaysOf(id), []);
    await db.query("update exchanges set mic_code = 'XWAR' where id = $1", [id]);
    assert.deepEqual(await holidaysOf(id), known('XWAR'));
    assert.deepEqual(await holidaysOf(await addExchange('XETR')), []);
  });

  test('target dates step over the holidays of their own exchange', async () => {
    const id = async (mic: string) =>
      (await db.query('select id from exchanges where mic_code = $1', [mic])).rows[0].id;
    // From Monday, 21 December 2026: Warsaw closes on the 24th, 25th, 31st and 1 January, New York on the 25th and 1 January.
    assert.equal(await targetOf('2026-12-21', await id('XWAR')), '2027-01-05');
    assert.equal(await targetOf('2026-12-21', await id('XNYS')), '2026-12-31');
    assert.equal(await targetOf('2026-12-21', await id('XETR')), '2026-12-30');
    assert.equal(await targetOf('2026-12-21', null), '2026-12-30');
  });

  test('what a user added or deleted stays, however often the schema is migrated', async () => {
    const { id } = (await db.query("select id from exchanges where mic_code = 'XWAR'")).rows[0];
    await db.query("insert into exchange_holidays values ($1, '2027-01-04', 'Test of a new trading system')", [id]);
    await db.query(
      "update exchange_holidays set name = 'Trzech Króli' where exchange_id = $1 and holiday_date = '2027-01-06'",
      [id],
    );
    await db.query("delete from exchange_holidays where exchange_id = $1 and holiday_date = '2026-12-31'", [id]);
    const changed = await holidaysOf(id);
    await migrate(database.url, database.schema);
    assert.deepEqual(await holidaysOf(id), changed);
  });

  test('exchanges of an older installation are filled once; a day stated in error is taken back, others’ days are not', async () => {
    const { id } = (await db.query("select id from exchanges where mic_code = 'XNYS'")).rows[0];
    await db.query('delete from exchange_holidays where exchange_id = $1', [id]);
    // As if the last version had not known the calendar, but two days that were none.
    await db.query("delete from exchange_calendars where mic_code = 'XNYS'");
    await db.query(
      `insert into exchange_calendars values ('XNYS', '2027-03-01', 'an error'), ('XNYS', '2027-03-02', 'an error')`,
    );
    await db.query(
      `insert into exchange_holidays values ($1, '2027-03-01', 'an error'), ($1, '2027-03-02', 'said by the user'),
                                            ($1, '2025-01-09', 'said by the user')`,
      [id],
    );
    await migrate(database.url, database.schema);
    const byDate = (a: { date: string }, b: { date: string }) => a.date.localeCompare(b.date);
    const expected = known('XNYS').map((day) =>
      day.date === '2025-01-09' ? { ...day, name: 'said by the user' } : day,
    );
    assert.deepEqual(
      await holidaysOf(id),
      [...expected, { date: '2027-03-02', name: 'said by the user' }].sort(byDate),
    );
  });
});
