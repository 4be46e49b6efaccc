import '../../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { pino } from 'pino';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { limits } from '../../../src/server/limits.ts';
import { createAWhile } from '../../support/a_while.ts';
import { ask } from '../../support/graphql.ts';
import { ownDatabase } from '../../support/own_database.ts';
import { rows } from '../../support/rows.ts';
import { until } from '../../support/until.ts';

/** Longer than the time that all other statements here take together. */
const SECONDS = 4;

describe('statements that take long', () => {
  const database = ownDatabase();
  const admin = database.client();
  let server: RunningServer;

  before(async () => {
    await createAWhile(admin, 'another_while');
    const log = pino({ level: 'silent' });
    server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0, log });
  });
  database.beforeDrop(() => server.close());

  /** Asked for at the same time; each may be refused. */
  const slow = (name: string, seconds: number, count: number) => {
    const asked = Array.from({ length: count }, (_, i) => ask(server.url, `{ a${i}: ${name}(seconds: ${seconds}) }`));
    const answered = { count: 0 };
    const ended = Promise.all(asked.map((one) => one.then(() => answered.count++).catch(() => {})));
    return { asked, answered, ended };
  };
  const honest = () => ask(server.url, '{ mlPipelineSteps(first: 5) { nodes { name } } }');
  const sleeping = async () =>
    (
      await rows(
        admin,
        `select pid from pg_stat_activity where datname = current_database() and state = 'active' and query ~ '_while' and query !~ 'pg_stat_activity'`,
      )
    ).length;

  test('hold a part of the connections, and what is quick is answered beside them', async () => {
    await honest();
    const [some, others] = [slow('aWhile', SECONDS, 5), slow('anotherWhile', SECONDS, 5)];
    await until(async () => (await sleeping()) >= limits.patientConnections, 'slow ones to hold their connections');
    for (let i = 0; i < 10; i++) await honest();
    assert.equal(some.answered.count + others.answered.count, 0, 'a quick one waited for a slow one');
    assert.ok((await sleeping()) <= limits.patientConnections + limits.untriedStatements);
    // Those that wait behind their like for too long are refused; the first ones are answered.
    assert.deepEqual(Object.values((await Promise.any([...some.asked, ...others.asked])) ?? {}), [SECONDS]);
    await Promise.all([some.ended, others.ended]);
  });

  test('have their like before them alone, also where the same statement is quick with other values', async () => {
    const quick = () => ask(server.url, '{ aWhile(seconds: 0) }');
    assert.deepEqual(await quick(), { aWhile: 0 });
    const { answered, ended } = slow('aWhile', 2, 10);
    await until(async () => (await sleeping()) >= limits.patientConnections, 'slow ones to hold their connections');
    await honest();
    assert.equal(answered.count, 0);
    await ended;
  });
});
