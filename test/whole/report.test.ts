import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import { reportCommand } from '../../src/cli/report/command.ts';
import { runCommand } from '../cli/support.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { temporaryFolder } from '../support/server.ts';

// What a report shows is seen in test/whole/page.test.ts.
describe('pgaugur report', () => {
  const database = ownDatabase();
  const client = database.client();
  let folder = '';
  before(async () => {
    folder = await temporaryFolder();
    await addInstrument(client, 'AAPL');
    await client.query("insert into exchanges (name, mic_code) values ('New York', 'XNYS'), ('Warsaw', 'XWAR')");
    await client.query("insert into base_instruments (symbol, exchange_id) select 'PKO', id from exchanges");
  });

  const refusal = async (t: TestContext, ...args: string[]): Promise<string> => {
    const error: unknown = await runCommand(t, reportCommand(), database, ...args).catch((reason: unknown) => reason);
    assert.ok(error instanceof Error);
    return error.message;
  };

  test('a symbol that no instrument has is named, with what may have been meant', async (t) => {
    assert.equal(await refusal(t, 'APPL'), 'no instrument has the symbol "APPL": did you mean AAPL?');
    assert.equal(
      await refusal(t, 'AAPL', '--exchange', 'XWAR'),
      '"AAPL" is not at XWAR, but without an exchange: without --exchange that one is meant',
    );
  });

  test('of several instruments with a symbol the exchange says which one is meant', async (t) => {
    assert.equal(await refusal(t, 'PKO'), '"PKO" is at XNYS and XWAR: --exchange says which one is meant');
    assert.match(await refusal(t, 'PKO', '--exchange', 'NYSE'), /^nothing is predicted of PKO yet/);
  });

  test('of an instrument without a prediction nothing is written, and where to look is said', async (t) => {
    const file = join(folder, 'aapl.html');
    assert.equal(
      await refusal(t, 'AAPL', '--out', file),
      'nothing is predicted of AAPL yet: pgaugur status --symbol AAPL says how far it is',
    );
    assert.ok(!existsSync(file));
  });

  test('a file that cannot be written is said before anything is read', async (t) => {
    const missing = join(folder, 'nowhere');
    assert.equal(
      await refusal(t, 'AAPL', '--out', join(missing, 'a.html')),
      `--out ${missing}/a.html cannot be written: there is no folder ${missing}`,
    );
    mkdirSync(join(folder, 'taken'));
    assert.match(await refusal(t, 'AAPL', '--out', join(folder, 'taken')), /is a folder, not a file$/);
    assert.match(await refusal(t, 'AAPL', '--out', ''), /^--out needs the name of a file/);
  });
});
