import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../../src/db/pool.ts';
import { pgaugur } from '../../cli/support.ts';
import { createTestDatabase } from '../../support/database.ts';
import { addInstrument } from '../../support/market.ts';

test('the command is part of the program, and says what is wrong in a sentence', async () => {
  const database = await createTestDatabase();
  const db = createClient({ databaseUrl: database.url, schema: database.schema });
  await db.connect();
  try {
    const id = await addInstrument(db, 'WIG20', 'index');
    assert.match((await pgaugur(database, '--help')).stdout, /^ {2}where .* which table has the prices/m);
    const found = { code: 0, stdout: `index_prices  index ${id}\n`, stderr: '' };
    assert.deepEqual(await pgaugur(database, 'where', 'WIG20'), found);
    const refused = { code: 1, stdout: '', stderr: 'pgaugur: no instrument has the symbol "NONE"\n' };
    assert.deepEqual(await pgaugur(database, 'where', 'NONE'), refused);
  } finally {
    await db.end();
    await database.drop();
  }
});
