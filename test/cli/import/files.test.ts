import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { importCommand } from '../../../src/cli/import/command.ts';
import { importFile } from '../../../src/cli/import/import_file.ts';
import { addInstrument } from '../../support/market.ts';
import { column } from '../../support/rows.ts';
import { runCommand } from '../support.ts';
import { importing, PLAIN } from './support.ts';

describe('files that are imported', () => {
  const { database, db, folder, read, file, failure, loaded } = importing();

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
});
