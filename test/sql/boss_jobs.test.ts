import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PgBoss } from 'pg-boss';
import { bossSchema } from '../../src/db/queue_schemas.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('enqueue_step', () => {
  const database = ownDatabase();
  const client = database.client();

  test('what is done every minute leaves rows for an hour, and all else for a week', async () => {
    const { rows } = await client.query(
      `select name, deletion_seconds as kept from ${bossSchema(database.schema)}.queue where deletion_seconds < 604800`,
    );
    assert.deepEqual(rows, [{ name: 'watch_alerts', kept: 3600 }]);
  });

  test('a job enqueued by SQL has every property of one sent by pg-boss itself, and wakes a listening worker', async () => {
    const boss = new PgBoss({
      connectionString: database.url,
      schema: bossSchema(database.schema),
      supervise: false,
      schedule: false,
    });
    try {
      await boss.start();
      const notified: string[] = [];
      client.on('notification', (message) => notified.push(message.payload ?? ''));
      await client.query(
        `do $$ begin execute format('listen %I', 'pgboss_' || left(encode(sha224('${bossSchema(database.schema)}'::bytea), 'hex'), 24)); end $$`,
      );
      await boss.send('train_model', { run_id: 1 });
      await client.query('select enqueue_step($1, array[2])', ['train_model']);
      const jobs = await client.query(
        `select to_jsonb(j) - array['id', 'data', 'created_on', 'start_after', 'keep_until'] as properties,
              round(extract(epoch from keep_until - start_after)) as kept_for
       from ${bossSchema(database.schema)}.job j where name = $1 order by (data ->> 'run_id')::int`,
        ['train_model'],
      );
      const [sent, enqueued] = jobs.rows;
      assert.deepEqual(enqueued, sent);
      assert.equal(sent.properties.heartbeat_seconds, 20);
      assert.equal(sent.properties.dead_letter, 'train_model_dead_letter');
      assert.equal(sent.properties.retry_limit, 2);
      assert.deepEqual(notified, ['train_model', 'train_model']);
    } finally {
      await boss.stop({ graceful: false });
    }
  });
});
