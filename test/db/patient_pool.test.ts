import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Client } from 'pg';
import { createClient, createPool, type Pool } from '../../src/db/pool.ts';
import { createLimitedLogin, type LimitedLogin } from '../support/login.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('a pool whose server gives no more connections', () => {
  const { url, schema, pool: ownPool, beforeDrop } = ownDatabase();
  const db = ownPool();
  let login: LimitedLogin;
  before(async () => {
    login = await createLimitedLogin(db, { url, schema });
    await login.allow(1);
  });
  beforeDrop(() => login.drop());

  /** Two pools while somebody else holds the only connection: one that is patient for so long, and one that is not. */
  async function whileExhausted(
    patienceMillis: number,
    work: (patient: Pool, other: Client, impatient: Pool) => Promise<void>,
  ): Promise<void> {
    const options = { databaseUrl: login.url, schema };
    const other = createClient(options);
    await other.connect();
    const patient = createPool(options, { patienceMillis });
    const impatient = createPool(options);
    try {
      await work(patient, other, impatient);
    } finally {
      // The other last: what is being asked for while the pools end is refused.
      await Promise.all([patient.end(), impatient.end()]);
      await other.end();
      await login.gone();
    }
  }
  const REFUSED = { code: '53300' };

  test('asks again until it gets one, where it is told to be patient', async () => {
    await whileExhausted(30_000, async (patient, other, impatient) => {
      const asked = patient.query<{ n: number }>('select 1 as n');
      await assert.rejects(impatient.query('select 1'), REFUSED);
      await other.end();
      assert.deepEqual((await asked).rows, [{ n: 1 }]);
    });
  });

  test('fails when its patience is over', async () => {
    await whileExhausted(600, async (patient) => {
      await assert.rejects(patient.query('select 1'), REFUSED);
      await assert.rejects(patient.connect(), REFUSED);
    });
  });

  test('waits no longer once it ends', async () => {
    let asked: Promise<unknown> | undefined;
    await whileExhausted(3_600_000, async (patient, _, impatient) => {
      asked = assert.rejects(patient.query('select 1'));
      await assert.rejects(impatient.query('select 1'), REFUSED);
    });
    await asked;
  });
});
