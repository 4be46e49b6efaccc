import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { createClient } from '../../../src/db/pool.ts';
import { type Listener, startListener } from '../../../src/server/live/listener.ts';
import { addInstrument } from '../../support/market.ts';
import { ownDatabase } from '../../support/own_database.ts';
import { type Between, freezing } from '../../support/pooler.ts';
import { addModel, addPredictions } from '../../support/predictions.ts';
import { until } from '../../support/until.ts';

describe('what listens to changes', () => {
  const database = ownDatabase();
  const admin = database.client();
  let network: Between & { freeze(): void };
  let listener: Listener | undefined;
  let said: string[] = [];
  let instrument: number;
  let model: number;

  before(async () => {
    network = await freezing(database.url);
    instrument = await addInstrument(admin, 'AAA');
    model = await addModel(admin, instrument);
  });
  after(() => network.close());
  afterEach(async () => {
    await listener?.stop();
    said = [];
  });

  const listen = async () => {
    listener = startListener({
      client: () =>
        createClient(
          { databaseUrl: network.url, schema: database.schema, role: 'pgaugur_reader' },
          { query_timeout: 300, connectionTimeoutMillis: 5_000 },
        ),
      channel: `${database.schema}_changes`,
      keepAliveMilliseconds: 50,
      log: pino({ level: 'silent' }),
      onMessage: (payload) => said.push(payload ?? ''),
      onGap: (why) => said.push(why),
      onStandby: () => said.push('a standby'),
    });
    await heard('the subscription has begun');
  };
  const heard = (what: string) => until(async () => said.some((message) => message.includes(what)), what, 30);
  const predict = (session: string, db = admin) =>
    addPredictions(db, instrument, model, [{ session, probability: 0.7 }]);

  test('notices a network that went away without a word, and connects again', async () => {
    await listen();
    network.freeze();
    await predict('2024-01-02');
    await heard('the connection to the database was lost, and is back');
    assert.doesNotMatch(said.join(), /predictions/, 'what was said meanwhile is lost');
    await predict('2024-01-03');
    await heard('"predictions"');
  });

  test('notices that it listens no more, whoever ended that', async () => {
    await listen();
    await admin.query(`do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and usename = current_user
        and query like '%pg_listening_channels%'; end $$`);
    await heard('the connection to the database was lost, and is back');
  });

  test('tells of what had begun before it listened, and was told to nobody, when that has ended', async () => {
    const early = await database.connect();
    await early.query('begin');
    await predict('2024-01-04', early);
    await listen();
    await predict('2024-01-05');
    await heard('"predictions"');
    assert.doesNotMatch(said.join(), /had begun before/);
    await early.query('commit');
    await heard('transactions have ended that had begun before the subscription');
  });

  test('stops at once, also while it waits for a database that is gone', async () => {
    const gone = startListener({
      client: () => createClient({ databaseUrl: 'postgres://127.0.0.1:1/none', schema: database.schema }),
      channel: 'none',
      keepAliveMilliseconds: 50,
      log: pino({ level: 'silent' }),
      onMessage: () => {},
      onGap: () => {},
      onStandby: () => {},
    });
    await gone.stop();
  });
});
