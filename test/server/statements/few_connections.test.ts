import '../../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { pino } from 'pino';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { post } from '../../support/graphql.ts';
import { createLimitedLogin, type LimitedLogin } from '../../support/login.ts';
import { ownDatabase } from '../../support/own_database.ts';

describe('a server with few connections', () => {
  const database = ownDatabase();
  const pool = database.pool();
  let login: LimitedLogin;
  let server: RunningServer;

  before(async () => {
    login = await createLimitedLogin(pool, database);
    await login.allow(1);
    const log = pino({ level: 'silent' });
    server = await startServer({ databaseUrl: login.url, schema: database.schema, port: 0, log });
  });
  database.beforeDrop(async () => {
    await server.close();
    await login.gone();
    await login.drop();
  });

  const STEPS = '{ mlPipelineSteps(first: 1) { nodes { name } } }';
  const many = (count: number) => Promise.all(Array.from({ length: count }, () => post(server.url, STEPS)));

  test('answers by the one that it has', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await post(server.url, STEPS)).errors, undefined);
    for (const { errors } of await many(8)) assert.equal(errors, undefined);
  });

  test('says that there is none left, and goes on when there are', async () => {
    await login.allow(0);
    await pool.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [login.name]);
    await login.gone();
    const [{ errors }] = await many(1);
    assert.match(errors?.[0].message ?? '', /^the database (has no connection left|does not answer).*: ask again in/);
    const [again] = await many(1);
    assert.equal(
      again.errors?.[0].message,
      'the database has no connection left for this server: ask again in some seconds',
    );
    await login.allow(-1);
    for (const { errors } of await many(20)) assert.equal(errors, undefined);
  });
});
