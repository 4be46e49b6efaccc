import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { importCommand } from '../../src/cli/import/command.ts';
import { type ImportedFile, type ImportOptions, importFile } from '../../src/cli/import/import_file.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { ownFolder } from '../support/own_folder.ts';
import { column, rows } from '../support/rows.ts';
import { SHARED, unlessShared } from '../support/shared.ts';
import { pgaugur, runCommand } from './support.ts';

const DOW = new URL('data/dow30/', SHARED);

const PLAIN = 'date,open,high,low,close,volume\n2024-01-02,10,11,9,10.5,1000\n2024-01-03,10.5,12,10,11,1100\n';
const BROKEN = `${PLAIN}2024-01-04,8,11,9,10,1\n2024-01-05,10,11,0,10,1\n2024-01-08,10,abc,9,10,1\n`;

const output = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      symbol: z.string(),
      rows: z.number(),
      inserted: z.number(),
      unchanged: z.number(),
      refused: z.number(),
      refusedRows: z.array(
        z.object({
          file: z.string(),
          line: z.number(),
          date: z.string().nullable(),
          rule: z.string(),
          value: z.string(),
        }),
      ),
    }),
  ),
  failed: z.array(z.object({ file: z.string(), error: z.string() })),
});

describe('pgaugur import', () => {
  const database = ownDatabase();
  const db = database.pool();
  const folder = ownFolder();
  beforeEach(async () => {
    await db.query('delete from base_instruments');
  });

  async function file(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  const read = (sql: string): Promise<unknown[]> => rows(db, sql);

  test('a file and a symbol are what they are called, whatever that would do elsewhere', async (t) => {
    const names = ["'; drop table ml_models; --.csv", '$(touch owned).csv', '%s %I \\x41.csv', 'A\u001b[2J\nB.csv'];
    const paths = await Promise.all(names.map((name) => file(name, PLAIN)));
    for (const [i, path] of paths.entries()) {
      const symbol = `'"; drop table ml_models; -- ${i}`;
      const { stdout } = await runCommand(t, importCommand(), database, path, '--symbol', symbol, '--create', '--json');
      const { files } = output.parse(JSON.parse(stdout));
      assert.deepEqual(
        files.map((one) => [one.file, one.symbol, one.inserted]),
        [[path, symbol, 2]],
      );
    }
    assert.deepEqual(await read('select count(*)::int as instruments from base_instruments'), [{ instruments: 4 }]);
    assert.deepEqual(await read('select count(*)::int as models from ml_models'), [{ models: 0 }]);
  });

  /** The reason why a file was not loaded. */
  async function failure(path: string, options: ImportOptions): Promise<string> {
    const [result] = await importFile(db, path, options);
    return 'error' in result ? result.error : assert.fail(`${path} was loaded`);
  }

  /** What was loaded of a file, per symbol. */
  async function loaded(path: string, options: ImportOptions): Promise<ImportedFile[]> {
    const results = await importFile(db, path, options);
    return results.map((result) => ('table' in result ? result : assert.fail(result.error)));
  }

  describe('the command', () => {
    test('the 31 Dow files: what breaks a rule is refused, the rest is loaded, one run each', {
      skip: unlessShared('data/dow30/'),
    }, async () => {
      const names = readdirSync(DOW).filter((name) => name.endsWith('.csv'));
      const expected = (await Promise.all(names.map(brokenRows))).flat();
      const count = (test: (row: BrokenRow) => boolean) => expected.filter(test).length;
      assert.equal(
        count((row) => row.open > row.high || row.open < row.low),
        149,
      );
      assert.equal(
        count((row) => row.close > row.high || row.close < row.low),
        2,
      );
      assert.equal(
        count((row) => row.low === 0),
        1,
      );

      const paths = names.map((name) => fileURLToPath(new URL(name, DOW)));
      const { code, stdout, stderr } = await pgaugur(database, 'import', '--create', '--json', ...paths);
      assert.deepEqual([code, stderr], [0, '']);
      const { files, failed } = output.parse(JSON.parse(stdout));
      assert.deepEqual(failed, []);
      assert.deepEqual(
        files.flatMap(({ symbol, refusedRows }) =>
          refusedRows.map(({ line, date, rule }) => ({ symbol, line, date, rule })),
        ),
        expected.map(({ symbol, line, date, rule }) => ({ symbol, line, date, rule })),
      );
      assert.deepEqual(await read('select count(*)::int as sessions from stock_prices'), [
        { sessions: 93_587 - expected.length },
      ]);
      assert.deepEqual(
        await read('select count(*)::int as runs, count(distinct instrument_id)::int as of from ml_pipeline_runs'),
        [{ runs: 31, of: 31 }],
      );
    });

    test('for a person: a table, the refused rows by file and line, what to do next', async (t) => {
      const path = await file('AAA.csv', BROKEN);
      const { code, stdout } = await runCommand(t, importCommand(), database, path, '--symbol', 'AAA');
      assert.equal(code, 0);
      assert.equal(
        stdout,
        `file     symbol  rows  inserted  corrected  unchanged  refused
AAA.csv  AAA        5         2          0          0        3

New instrument: AAA

AAA.csv: 1 row left out because its prices contradict each other (ohlc_consistency); of this file, pgaugur features and backtest compute on it as published, unless told --leave-out-contradictions

These rows break a rule and were not loaded:
line       date        rule                    value
AAA.csv:4  2024-01-04  ohlc_consistency        open 8, high 11, low 9, close 10
AAA.csv:5  2024-01-05  positive_prices         open 10, high 11, low 0, close 10
AAA.csv:6              high_price is a number  abc

New prices of 1 instrument: pgaugur status shows what becomes of them
`,
      );
    });

    test('of a symbol in two files the last one counts where they differ, and that is said', async (t) => {
      const paths = [await file('AAA.csv', PLAIN), await file('AAA.txt', PLAIN.replace(/\d+$/m, '7'))];
      const again = await runCommand(t, importCommand(), database, ...paths, '--create');
      assert.match(again.stdout, /^AAA is in 2 files, and of sessions that differ the last one counts$/m);
      const once = await runCommand(t, importCommand(), database, paths[1]);
      assert.doesNotMatch(once.stdout, /is in 2 files/);
    });

    test('a file that cannot be read is named, the others are loaded, the exit code is 1', async () => {
      const paths = [
        await file('notes.csv', 'what,is,this\n1,2,3\n'),
        join(folder, 'absent.csv'),
        await file('AAA.csv', PLAIN),
      ];
      const { code, stdout, stderr } = await pgaugur(database, 'import', '--create', ...paths);
      assert.equal(code, 1);
      assert.match(stdout, /^AAA\.csv +AAA +2 +2 +0 +0 +0$/m);
      assert.match(stderr, /notes\.csv: unknown header: found "what", "is", "this"; expected/);
      assert.match(stderr, /absent\.csv: there is no such file/);
      assert.deepEqual(await read('select symbol from base_instruments'), [{ symbol: 'AAA' }]);
    });

    test('--report writes every refused row as CSV', async (t) => {
      const report = join(folder, 'refused.csv');
      const path = await file('AAA.csv', BROKEN);
      const { stdout } = await runCommand(t, importCommand(), database, path, '--create', '--report', report);
      assert.match(stdout, /All of them are in .*refused\.csv/);
      assert.equal(
        await readFile(report, 'utf8'),
        `file,line,date,rule,value
${path},4,2024-01-04,ohlc_consistency,"open 8, high 11, low 9, close 10"
${path},5,2024-01-05,positive_prices,"open 10, high 11, low 0, close 10"
${path},6,,high_price is a number,abc
`,
      );
    });

    test('--symbol with several files is refused before anything is loaded', async (t) => {
      await assert.rejects(runCommand(t, importCommand(), database, 'a.csv', 'b.csv', '--symbol', 'AAA'), {
        name: 'UserError',
        message: '--symbol AAA is for one file, received 2',
      });
    });

    test('a schema that is not set up is refused', async (t) => {
      await assert.rejects(runCommand(t, importCommand(), { ...database, schema: 'nowhere' }, 'a.csv'), {
        name: 'SchemaVersionError',
        message: 'schema "nowhere" is not set up for pgaugur. Run: pgaugur migrate',
      });
    });
  });

  describe('formats', () => {
    test('a Polish Stooq index goes to index_prices', async () => {
      const path = await file(
        'wig20_d.csv',
        'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2024-01-02,10,11,9,10.5,1000\n',
      );
      const [result] = await loaded(path, { symbol: 'WIG20', create: true, type: 'index' });
      assert.deepEqual([result.table, result.format], ['index_prices', 'stooq_polish']);
      assert.deepEqual(await read('select data_source, trading_volume from index_prices'), [
        { data_source: 'import:stooq_polish', trading_volume: '1000' },
      ]);
    });

    test('a Yahoo file keeps its adjusted close and lists the columns that nothing reads', async () => {
      const path = await file(
        'AAA.csv',
        'Date,Open,High,Low,Close,Adj Close,Volume,Dividends\n2024-01-02,10,11,9,10.5,5.25,1000,0\n',
      );
      const [result] = await loaded(path, { create: true });
      assert.deepEqual(result.ignored, ['Dividends']);
      assert.deepEqual(await read('select data_source, adjusted_close from stock_prices'), [
        { data_source: 'import:yahoo', adjusted_close: '5.25' },
      ]);
    });

    test('a split of an index, which has no column for it, is an error; so is one whose row breaks a rule', async () => {
      const header = 'date,open,high,low,close,volume,split_factor\n';
      const path = await file('split.csv', `${header}2024-01-02,8,8,8,8,1,1\n2024-01-03,4,4,4,4,1,2\n`);
      assert.match(
        await failure(path, { create: true, type: 'index' }),
        /^line 3: the split of 2024-01-03 \(factor 2\) cannot be stored beside the prices of an index/,
      );
      const broken = await file('broken.csv', `${header}2024-01-02,8,8,8,8,1,1\n2024-01-03,4,4,4,9,1,2\n`);
      assert.match(
        await failure(broken, { create: true }),
        /^line 3: the split of 2024-01-03 \(factor 2\) is in a row that breaks ohlc_consistency, and without it/,
      );
      assert.deepEqual(await read('select symbol from base_instruments'), []);
    });

    test('splits and dividends of a plain file end up in their columns', async () => {
      const path = await file(
        'AAA.csv',
        'date,open,high,low,close,volume,split_factor,dividend_amount\n2024-01-02,10,11,9,10,1,2,0.5\n2024-01-03,10,11,9,10,1,,\n2024-01-04,10,11,9,10,1,0,0\n',
      );
      await importFile(db, path, { create: true });
      assert.deepEqual(
        await read('select split_factor, dividend_amount from stock_prices order by trading_date_local'),
        [
          { split_factor: '2', dividend_amount: '0.5' },
          { split_factor: '1', dividend_amount: '0' },
          { split_factor: '1', dividend_amount: '0' },
        ],
      );
    });

    test('a header without rows is no price file', async () => {
      const path = await file('AAA.csv', 'date,open,high,low,close,volume\n');
      assert.equal(await failure(path, { create: true }), 'no row follows the header');
      assert.deepEqual(await read('select * from base_instruments'), []);
    });
  });

  describe('what a file brings', () => {
    const TIINGO =
      'date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,splitFactor\n' +
      '2024-01-02,40,44,36,42,100,10,11,9,10.5,400,0.4,1.0\n2024-01-03,11,12,10,10.5,500,11,12,10,10.5,500,0.0,4.0\n';

    test('several symbols in one file are an instrument each, by a column', async () => {
      const path = await file(
        'all.csv',
        'date,open,high,low,close,volume,Name\n2024-01-02,10,11,9,10,1,AAA\n2024-01-02,20,21,19,20,2,BBB\n2024-01-03,10,11,9,10,x,AAA\n',
      );
      const done: [string, number, number][] = [];
      const results = await importFile(db, path, { create: true }, (...args) => done.push(args));
      assert.deepEqual(
        results.map((result) => 'table' in result && [result.symbol, result.inserted, result.refused]),
        [
          ['AAA', 1, 1],
          ['BBB', 1, 0],
        ],
      );
      assert.deepEqual(done, [
        ['AAA', 0, 2],
        ['BBB', 1, 2],
      ]);
      assert.match(
        await failure(path, { create: true, symbol: 'AAA' }),
        /^--symbol AAA is for a file of one symbol, this one holds 2: AAA, BBB$/,
      );
    });

    test('of several symbols one that is unknown is named, the others are loaded, the exit code is 1', async (t) => {
      await addInstrument(db, 'BBB');
      const path = await file(
        'two.csv',
        'date,open,high,low,close,ticker\n2024-01-02,1,1,1,1,AAA\n2024-01-02,2,2,2,2,BBB\n',
      );
      const { code, stdout, stderr } = await runCommand(t, importCommand(), database, path);
      assert.equal(code, 1);
      assert.match(stdout, /^two\.csv +BBB +1 +1 +0 +0 +0$/m);
      assert.match(stderr, /two\.csv: no instrument has the symbol "AAA"/);
    });

    test('a pattern is expanded, and the symbol of Stooq archives is the ticker', async (t) => {
      await file(
        'pattern_aau.us.txt',
        '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nAAU.US,D,20240102,000000,1,1,1,1,1,0\n',
      );
      await file('pattern_CCC.csv', PLAIN);
      const { code, stderr } = await runCommand(t, importCommand(), database, join(folder, 'pattern_*'), '--create');
      assert.deepEqual([code, stderr], [0, '']);
      assert.deepEqual(await read('select symbol from base_instruments order by symbol'), [
        { symbol: 'AAU' },
        { symbol: 'pattern_CCC' },
      ]);
    });

    test('of which nothing can be loaded leaves no instrument, and the exit code is 1', async (t) => {
      const unread = await file('unread.csv', 'date,open,high,low,close\nyesterday,1,1,1,1\n');
      const broken = await file('broken.csv', 'date,open,high,low,close\n2024-01-02,5,1,1,1\n2024-01-03,5,1,1,1\n');
      const report = join(folder, 'nothing.csv');
      const { code, stderr } = await runCommand(
        t,
        importCommand(),
        database,
        unread,
        broken,
        '--create',
        '--report',
        report,
      );
      assert.equal(code, 1);
      assert.match(
        stderr,
        /unread\.csv: nothing was loaded, the only row breaks a rule; line 2: trading_date is a date \(YYYY-MM-DD\), received "yesterday"/,
      );
      assert.match(
        stderr,
        /broken\.csv: nothing was loaded, all 2 rows break a rule; line 2: ohlc_consistency, received/,
      );
      assert.deepEqual(await read('select * from base_instruments'), []);
      assert.equal((await readFile(report, 'utf8')).split('\n').length, 5, 'the report has all three rows');
    });

    test('prices as they were traded are adjusted for the splits of their column, and that is said', async (t) => {
      const path = await file('SPLIT.csv', TIINGO);
      const { stdout } = await runCommand(t, importCommand(), database, path, '--create');
      assert.match(
        stdout,
        /^SPLIT\.csv: prices were as traded: those before a split \(2024-01-03: 4\) are divided by its factor/m,
      );
      assert.match(stdout, /^SPLIT\.csv: the adjusted close is stored and not used/m);
      assert.deepEqual(
        await read(
          'select open_price::float8 as open, close_price::float8 as close, volume::int, split_factor::int as split, dividend_amount::float8 as paid from stock_prices order by trading_date_local',
        ),
        [
          { open: 10.5, close: 10, volume: 400, split: 1, paid: 0.1 },
          { open: 10.5, close: 11, volume: 500, split: 1, paid: 0 },
        ],
      );
    });

    test('a split over sessions that are stored and not in the file is refused', async () => {
      const earlier = await file(
        'SPLIT.csv',
        `${TIINGO.split('\n')[0]}\n2023-12-29,40,44,36,42,100,10,11,9,10.5,400,0,1\n`,
      );
      await importFile(db, earlier, { create: true });
      assert.equal(
        await failure(await file('SPLIT.csv', TIINGO), { create: true }),
        'the split of 2024-01-03 (factor 4) changes the basis of all earlier prices, and 1 session before 2024-01-02, ' +
          'the first of the file, is stored: import the whole history',
      );
    });

    test('a volume is stored as the file says, with its fraction and beyond 2^53, whatever the case of the header', async () => {
      const lines = '2024-01-02,1,1,1,1,3975.70407212\n2024-01-03,1,1,1,1,9007199254740993\n2024-01-04,1,1,1,1,4.13M\n';
      const stooq = 'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen';
      for (const header of ['Date,Open,High,Low,Close,Volume', 'date,open,high,low,close,volume', stooq]) {
        await loaded(await file('BTC.csv', `${header}\n${lines}`), { create: true });
        assert.deepEqual(await column(db, 'select volume from stock_prices order by trading_date_local'), [
          '3975.70407212',
          '9007199254740993',
          '4130000',
        ]);
        await db.query('delete from base_instruments');
      }
    });

    test('of another header is read by --columns', async (t) => {
      const path = await file('OTHER.csv', 'Day,First,Top,Bottom,Last\n13/02/2024,1,3,0.5,2\n');
      const columns = 'date=Day,open=First,high=Top,low=Bottom,close=Last';
      const { code } = await runCommand(t, importCommand(), database, path, '--create', '--columns', columns);
      assert.equal(code, 0);
      assert.deepEqual(await read(`select trading_date_local::text as day, data_source from stock_prices`), [
        { day: '2024-02-13', data_source: 'import:columns' },
      ]);
    });
  });

  describe('which instrument', () => {
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
      assert.match(
        await failure(path, { symbol: 'CAT', create: false, exchange: 'XYZZ' }),
        /"CAT" is not at XYZZ, but/,
      );
      assert.match((await importAs('DOG', '--exchange', 'XNAS', '--create')).stdout, /New instrument: DOG \(XNAS\)/);
      assert.deepEqual(await column(db, 'select symbol from base_instruments order by id'), ['CAT', 'DOG', 'DOG']);
    });

    test('what is not known of an instrument yet is filled in; what is known stays, and another value is refused', async () => {
      const path = await file('AAA.csv', PLAIN);
      await importFile(db, path, { create: true });
      const [again] = await loaded(path, { create: false, name: 'Apple', currency: 'USD' });
      assert.deepEqual([again.created, again.unchanged], [false, 2]);
      assert.match(
        await failure(path, { create: false, name: 'Pear' }),
        /^--name Pear does not fit: .* name is Apple$/,
      );
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
});

type BrokenRow = {
  symbol: string;
  line: number;
  date: string;
  rule: string;
  open: number;
  high: number;
  low: number;
  close: number;
};

/** The rows of a Dow file that break a rule, read without any code of ours. */
async function brokenRows(name: string): Promise<BrokenRow[]> {
  const [, ...lines] = (await readFile(new URL(name, DOW), 'utf8')).trim().split('\n');
  return lines.flatMap((text, i) => {
    const [date, ...cells] = text.split(',');
    const [open, high, low, close] = cells.map(Number);
    const row = { symbol: name.replace('.csv', ''), line: i + 2, date, open, high, low, close };
    const isConsistent = Math.max(open, close, low) <= high && Math.min(open, close, high) >= low;
    return [
      ...(isConsistent ? [] : [{ ...row, rule: 'ohlc_consistency' }]),
      ...(Math.min(open, high, low, close) > 0 ? [] : [{ ...row, rule: 'positive_prices' }]),
    ];
  });
}
