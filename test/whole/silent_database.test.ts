import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { EXECUTABLE } from '../support/executable.ts';
import { ownDatabase } from '../support/own_database.ts';
import { freezing, gate } from '../support/pooler.ts';
import { until } from '../support/until.ts';

/** What Kubernetes and the others wait before they kill. */
const GRACE_SECONDS = 45;
/** Longer than any look at the database waits for the next, so that each is in the middle of one. */
const SILENT_SECONDS = 15;

describe('a database that takes connections and answers nothing any more', () => {
  const database = ownDatabase();
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  test('keeps neither worker nor server longer than they are given to end', async (t) => {
    const later = await gate(database.url);
    const there = await freezing(later.url);
    t.after(() => Promise.all([there, later].map((network) => network.close())));
    const start = async (...args: string[]) => {
      const child = spawn(process.execPath, [EXECUTABLE, ...args], {
        env: { ...process.env, DATABASE_URL: there.url, PGAUGUR_SCHEMA: database.schema, PGAUGUR_LOG_LEVEL: 'fatal' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
      await until(async () => /worker ready|IDE/.test(said), `${args[0]} to start`);
      return async () => {
        const told = performance.now();
        child.kill('SIGTERM');
        const [code] = await once(child, 'close');
        return { code, said, seconds: (performance.now() - told) / 1000 };
      };
    };
    const [worker, server] = [await start('worker'), await start('serve', '--port', '0')];
    later.set('silent');
    there.freeze();
    await setTimeout(SILENT_SECONDS * 1000);
    const ended = await Promise.all([worker(), server()]);
    for (const { said, seconds } of ended) assert.ok(seconds < GRACE_SECONDS, `${seconds} s: ${said}`);
    const [{ code, said }] = ended;
    assert.match(said, /not stopped within 40 s, ends as it is/);
    assert.equal(code, 1);
  });
});
