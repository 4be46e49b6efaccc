import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, test } from 'node:test';
import { createAWhile } from '../support/a_while.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { ask } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { value } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** What Kubernetes and the others wait before they kill. */
const GRACE_SECONDS = 45;
/** Below the ten that a statement may take. */
const STATEMENT_SECONDS = 7;

describe('a server that is told to end', () => {
  const database = ownDatabase();
  const admin = database.client();
  let serving: ChildProcess;
  let url: string;

  before(async () => {
    await createAWhile(admin);
    serving = spawn(process.execPath, [EXECUTABLE, 'serve', '--port', '0'], {
      env: { ...process.env, DATABASE_URL: database.url, PGAUGUR_SCHEMA: database.schema },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    serving.stdout?.on('data', (chunk) => {
      printed += chunk;
    });
    await until(async () => /GraphQL \S+/.test(printed), 'serve to print', 120);
    url = /GraphQL (\S+)/.exec(printed)?.[1] ?? '';
  });
  database.beforeDrop(async () => void serving.kill('SIGKILL'));

  test('answers what it has begun, however long a statement may take, and takes nothing new', async () => {
    const asked = Array.from({ length: 4 }, (_, i) =>
      ask(url, `{ a${i}: aWhile(seconds: ${STATEMENT_SECONDS + i / 10}) }`),
    );
    const answers = Promise.allSettled(asked);
    const running = "select count(*)::int from pg_stat_activity where state = 'active' and wait_event = 'PgSleep'";
    await until(async () => (await value(admin, running)) === asked.length, 'statements to run');
    const told = performance.now();
    const ended = once(serving, 'exit');
    serving.kill('SIGTERM');
    await until(
      async () =>
        ask(url, '{ __typename }').then(
          () => false,
          () => true,
        ),
      'new ones to be refused',
    );
    for (const [i, answer] of (await answers).entries()) {
      assert.deepEqual(answer, { status: 'fulfilled', value: { [`a${i}`]: STATEMENT_SECONDS + i / 10 } });
    }
    assert.deepEqual(await ended, [0, null]);
    assert.ok((performance.now() - told) / 1000 < GRACE_SECONDS);
  });
});
