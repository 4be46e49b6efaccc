import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importCommand } from '../../../src/cli/import/command.ts';
import { type ImportOptions, importFile } from '../../../src/cli/import/import_file.ts';
import { addInstrument } from '../../support/market.ts';
import { column, rows } from '../../support/rows.ts';
import { runCommand } from '../support.ts';
import { importing, PLAIN } from './support.ts';

describe('which instrument a file is of', () => {
  const { database, db, read, file, failure, loaded } = importing();

  test('an unknown symbol is an error that says how to create it', async () => {
    const path = await file('AAA.csv', PLAIN);
    assert.match(await failure(path, { create: false }), /^no instrument has the symbol "AAA"\. .*--create make/);
  });

  test('a symbol in other letters is pointed at, and one with two letters in the wrong order', async () => {
    await addInstrument(db, 'MSFT');
    assert.match(await failure(await file('MSTF.csv', PLAIN), { create: false }), /There is "MSFT"/);
    await addInstrument(db, 'aaa');
    assert.match(await failure(await file('AAA.csv', PLAIN), { create: false }), /There is "aaa"/);
  });

  test('--symbol in another case makes no second instrument, unless --create says so', async (t) => {
    const path = await file('prices.csv', PLAIN);
    const importAs = (...args: string[]) => runCommand(t, importCommand(), database, path, '--symbol', ...args);
    await importAs('MSFT');
    const { code, stderr } = await importAs('msft');
    assert.equal(code, 1);
    assert.match(stderr, /no instrument has the symbol "msft"\. There is "MSFT"; --create makes a new one/);
    assert.equal((await importAs('msft', '--create')).code, 0);
    assert.deepEqual(await read('select symbol from base_instruments order by id'), [
      { symbol: 'MSFT' },
      { symbol: 'msft' },
    ]);
  });

  test('--symbol at another exchange makes no second instrument, unless --create says so', async (t) => {
    const path = await file('prices.csv', PLAIN);
    const importAs = (...args: string[]) => runCommand(t, importCommand(), database, path, '--symbol', ...args);
    await importAs('CAT', '--exchange', 'XNAS');
    await importAs('DOG');
    const refused = await importAs('CAT', '--exchange', 'XYZZ');
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /"CAT" is not at XYZZ, but at XNAS: --exchange XNAS means that one; --create makes/);
    assert.match(
      (await importAs('DOG', '--exchange', 'XNAS')).stderr,
      /"DOG" is not at XNAS, but without an exchange: without --exchange that one is meant; --create makes/,
    );
    assert.match(await failure(path, { symbol: 'CAT', create: false, exchange: 'XYZZ' }), /"CAT" is not at XYZZ, but/);
    assert.match((await importAs('DOG', '--exchange', 'XNAS', '--create')).stdout, /New instrument: DOG \(XNAS\)/);
    assert.deepEqual(await column(db, 'select symbol from base_instruments order by id'), ['CAT', 'DOG', 'DOG']);
  });

  test('what is not known of an instrument yet is filled in; what is known stays, and another value is refused', async () => {
    const path = await file('AAA.csv', PLAIN);
    await importFile(db, path, { create: true });
    const [again] = await loaded(path, { create: false, name: 'Apple', currency: 'USD' });
    assert.deepEqual([again.created, again.unchanged], [false, 2]);
    assert.match(await failure(path, { create: false, name: 'Pear' }), /^--name Pear does not fit: .* name is Apple$/);
    assert.deepEqual(await read('select name, currency, instrument_type from base_instruments'), [
      { name: 'Apple', currency: 'USD', instrument_type: 'stock' },
    ]);
  });

  test('an exchange by another name is the one that has a calendar; what is no exchange is refused', async (t) => {
    const path = await file('AAB.csv', PLAIN);
    const { stdout } = await runCommand(t, importCommand(), database, path, '--create', '--exchange', 'NYSE');
    assert.match(stdout, /^--exchange NYSE is XNYS$/m);
    const [exchange] = await rows(
      db,
      `select e.name, e.timezone, e.market_close, (select count(*) > 200 from exchange_holidays h where h.exchange_id = e.id) as closes
       from base_instruments i join exchanges e on e.id = i.exchange_id where i.symbol = 'AAB'`,
    );
    assert.deepEqual(exchange, {
      name: 'New York Stock Exchange',
      timezone: 'America/New_York',
      market_close: '16:00:00',
      closes: true,
    });
    const [again] = await loaded(path, { create: false, exchange: 'nyse' });
    assert.deepEqual([again.exchange, again.created], ['XNYS', false]);
    assert.match(
      await failure(path, { symbol: 'AAC', create: true, exchange: 'Nyse Euronxt' }),
      /^--exchange must be a market identifier code .* received "Nyse Euronxt"$/,
    );
  });

  test('a symbol at two exchanges is ambiguous until --exchange says which', async () => {
    const path = await file('AAA.csv', PLAIN);
    await importFile(db, path, { create: true, exchange: 'XNAS' });
    await importFile(db, path, { create: true, exchange: 'XWAR' });
    assert.match(
      await failure(path, { create: true }),
      /^symbol "AAA" is ambiguous, it exists at XNAS and XWAR\. .*--exchange XNAS$/,
    );
    const [again] = await loaded(path, { create: true, exchange: 'XWAR' });
    assert.deepEqual([again.exchange, again.created, again.unchanged], ['XWAR', false, 2]);
  });

  test('an index whose prices are among the stock prices stays there', async () => {
    const id = await addInstrument(db, 'SPX', 'index');
    await db.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
       values ($1, '2023-12-29', 1, 1, 1, 1)`,
      [id],
    );
    const [result] = await loaded(await file('SPX.csv', PLAIN), { create: false });
    assert.equal(result.table, 'stock_prices');
  });

  test('a type, name or currency that contradicts the instrument is refused', async () => {
    const path = await file('AAA.csv', PLAIN);
    const known = { create: true, type: 'etf', name: 'Alpha', currency: 'PLN' } as const;
    await importFile(db, path, known);
    const isRefused = async (wrong: Partial<ImportOptions>, message: string) =>
      assert.equal(await failure(path, { ...known, ...wrong }), message);
    await isRefused({ type: 'index' }, '--type index does not fit: AAA exists, and its type is etf');
    await isRefused({ name: 'Beta' }, '--name Beta does not fit: AAA exists, and its name is Alpha');
    await isRefused({ currency: 'USD' }, '--currency USD does not fit: AAA exists, and its currency is PLN');
    const [again] = await loaded(path, known);
    assert.equal(again.unchanged, 2, 'what fits may be said again');
  });

  test('a symbol that the table cannot hold is refused with its length', async () => {
    const path = await file('AAA.csv', PLAIN);
    const rule = 'must have 1 to 50 characters that are not all blank';
    const long = 'X'.repeat(66);
    assert.equal(await failure(path, { create: true, symbol: '' }), `symbol "" ${rule}, received 0`);
    assert.equal(await failure(path, { create: true, symbol: '  ' }), `symbol "  " ${rule}, received 2`);
    assert.equal(await failure(path, { create: true, symbol: long }), `symbol "${long}" ${rule}, received 66`);
  });

  test('a file that the database refuses leaves no instrument behind', async (t) => {
    await db.query(`
      create function no_prices() returns trigger language plpgsql as $$ begin raise 'the market is closed'; end $$;
      create trigger no_prices before insert on stock_prices for each row execute function no_prices()`);
    t.after(() => db.query('drop function no_prices cascade'));
    assert.equal(await failure(await file('AAA.csv', PLAIN), { create: true }), 'the market is closed');
    assert.deepEqual(await read('select * from base_instruments'), []);
  });
});
