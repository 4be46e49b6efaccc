import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { ask } from '../support/graphql.ts';
import { quantile } from '../support/measure.ts';
import { ownDatabase } from '../support/own_database.ts';

const AT_ONCE = 50;
/** What the guide states of the server, most of it the thread of large requests. */
const MEGABYTES = 1_200;
/** An honest query beside them; on a machine with more to do, as many times as long as alone. */
const HONEST_MS = 500;
const TIMES_AS_LONG = 20;

describe('fifty large requests at once', () => {
  const database = ownDatabase();
  const admin = database.client();

  before(async () => {
    await admin.query(`
      create function long_rows() returns setof text language sql stable rows 1000 as $$
        select repeat(md5(i::text), 100) from generate_series(1, 2000) i $$;
      revoke execute on function long_rows() from public;
      grant execute on function long_rows() to pgaugur_reader`);
  });

  test('let an honest one pass, and take no more memory than is stated', async () => {
    const ends: string[] = [];
    const children: ChildProcess[] = [];
    const start = (who: string, file: string, ...args: string[]): ChildProcess => {
      const child = fork(new URL(file, import.meta.url), args);
      children.push(child.once('exit', (code, signal) => ends.push(`${who} ended with ${signal ?? code}`)));
      return child;
    };
    const child = start('the server', './abused_server.ts', database.url, database.schema);
    try {
      const [url]: unknown[] = await once(child, 'message');
      const honest = async () => {
        const started = performance.now();
        await ask(String(url), '{ mlPipelineSteps(first: 5) { nodes { name } } }').catch(async (cause: Error) => {
          await setTimeout(1_000); // until its end would be known
          throw new Error(`an honest query failed: ${ends.join(', ') || 'the server lives'}`, { cause });
        });
        return performance.now() - started;
      };
      const alone: number[] = [];
      for (let i = 0; i < 20; i++) alone.push(await honest());
      const beside: number[] = [];
      const outcomes: unknown[] = [];
      start('the abuser', './abuser.ts', String(url), String(AT_ONCE)).once('message', (came) => outcomes.push(came));
      do beside.push(await honest());
      while (outcomes.length === 0 && ends.length === 0);
      if (outcomes.length === 0) assert.fail(ends.join(', '));
      const unexpected = [outcomes[0]]
        .flat()
        .filter((came) => !/^answered$|waited for \d+ s behind others/.test(String(came)));
      assert.deepEqual(unexpected, []);
      const bound = Math.max(HONEST_MS, TIMES_AS_LONG * quantile(alone, 0.5));
      assert.ok(
        quantile(beside, 0.95) < bound,
        `honest ones took ${quantile(beside, 0.95)} ms, alone ${quantile(alone, 0.5)}`,
      );
      child.send('how much memory');
      const [peak]: unknown[] = await once(child, 'message');
      assert.ok(Number(peak) < MEGABYTES, `the server took ${peak} MB`);
    } finally {
      for (const started of children) started.kill();
    }
  });
});
