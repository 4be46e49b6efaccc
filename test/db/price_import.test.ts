import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type PriceRow, parsePriceCsv } from '../../src/csv/index.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { importPrices, type PriceImport, type PriceTable } from '../../src/db/price_import.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, rows } from '../support/rows.ts';
import { until } from '../support/until.ts';

const GOOD = ['2024-01-02,10,11,9,10.5,1000', '2024-01-03,10.5,12,10,11,1100', '2024-01-04,11,11.5,10.5,11,900'];

describe('importPrices', () => {
  const db = ownDatabase().pool({ max: 3 });
  let id: number;
  beforeEach(async () => {
    await db.query('delete from base_instruments');
    id = await addInstrument(db, 'AAA');
  });

  /** Rows of a plain file, the first one on line 2. */
  const parse = async (
    rows: readonly string[],
    header = 'date,open,high,low,close,volume',
  ): Promise<readonly PriceRow[]> => (await parsePriceCsv([header, ...rows].join('\n'))).rows;

  const load = (rows: readonly PriceRow[], table: PriceTable = 'stock_prices'): Promise<PriceImport> =>
    inTransaction(db, (client) => importPrices(client, { id, table }, rows, 'import:plain'));

  const read = (sql: string): Promise<unknown[]> => rows(db, sql);
  const runReasons = (): Promise<unknown[]> => column(db, 'select reason from ml_pipeline_runs order by id');

  /** Ends open runs, so that the next request shows as a run of its own. */
  const closeRuns = () => db.query("select cancel_run(id, 'test') from ml_pipeline_runs where status = 'queued'");

  /** The violations as `line rule fields`. */
  const broken = ({ violations }: PriceImport): string[] =>
    violations.map(({ row, rule, fields }) => `${row.line} ${rule} (${fields.join(', ')})`);

  test('one file is one statement and asks for one run', async () => {
    const { violations, ...counts } = await load(await parse(GOOD));
    assert.deepEqual(counts, { inserted: 3, corrected: 0, unchanged: 0 });
    assert.deepEqual(violations, []);
    assert.deepEqual(await runReasons(), ['prices inserted']);
    assert.deepEqual(
      await read('select distinct data_source, trading_date_utc = trading_date_local as utc from stock_prices'),
      [{ data_source: 'import:plain', utc: true }],
    );
  });

  test('a negative split factor or dividend is refused by the rule of the table', async () => {
    const header = 'date,open,high,low,close,volume,split_factor,dividend_amount';
    const result = await load(await parse([`${GOOD[0]},-2,0`, `${GOOD[1]},1,-0.5`, `${GOOD[2]},0,0`], header));
    assert.deepEqual(broken(result), [
      '2 non_negative_split_factor (splitFactor)',
      '3 non_negative_dividend (dividend)',
    ]);
    assert.equal(result.inserted, 1);
  });

  test('the same rows again change nothing and ask for no run', async () => {
    const rows = await parse(GOOD);
    await load(rows);
    await closeRuns();
    const before = await read('select xmin, * from stock_prices order by id');
    const { inserted, corrected, unchanged } = await load(rows);
    assert.deepEqual([inserted, corrected, unchanged], [0, 0, 3]);
    assert.deepEqual(await read('select xmin, * from stock_prices order by id'), before);
    assert.deepEqual(await runReasons(), ['prices inserted']);
  });

  test('a corrected price is one correction and asks for a run', async () => {
    await load(await parse(GOOD));
    await closeRuns();
    const { inserted, corrected, unchanged } = await load(
      await parse([GOOD[0], GOOD[1].replace('11,1100', '11.2,1100'), GOOD[2]]),
    );
    assert.deepEqual([inserted, corrected, unchanged], [0, 1, 2]);
    assert.deepEqual(await runReasons(), ['prices inserted', 'prices corrected']);
  });

  test('insertions and corrections of one file share a run', async () => {
    await load(await parse(GOOD.slice(0, 2)));
    await closeRuns();
    const { inserted, corrected, unchanged } = await load(
      await parse([GOOD[0], GOOD[1].replace('1100', '1200'), GOOD[2]]),
    );
    assert.deepEqual([inserted, corrected, unchanged], [1, 1, 1]);
    assert.equal((await runReasons()).length, 2);
  });

  test('rows that break checks are named with every rule and its values, the others are loaded', async () => {
    const result = await load(
      await parse([GOOD[0], '2024-01-03,8,11,9,10,1', '2024-01-04,10,11,0,10,-5', GOOD[2].replace('04', '05')]),
    );
    assert.deepEqual(broken(result), [
      '3 ohlc_consistency (open, high, low, close)',
      '4 non_negative_volume (volume)',
      '4 positive_prices (open, high, low, close)',
    ]);
    assert.equal(result.inserted, 2);
    assert.equal((await read('select * from stock_prices')).length, 2);
  });

  test('what a file says is stored to its last digit, and found unchanged', async () => {
    const prices = await parse([
      '2024-01-02,0.0000085290,0.0000085425,0.0000084588,0.00000846371234567890123,3975.70407212',
      '2024-01-03,1e-9,1000000000000,1e-9,123456789.123456789,9007199254740993',
      '2024-01-04,1,2,1,1,1.23456789012345678e17',
    ]);
    assert.equal((await load(prices)).inserted, 3);
    assert.deepEqual(await read('select close_price, volume from stock_prices order by trading_date_local'), [
      { close_price: '0.00000846371234567890123', volume: '3975.70407212' },
      { close_price: '123456789.123456789', volume: '9007199254740993' },
      { close_price: '1', volume: '123456789012345678' },
    ]);
    assert.equal((await load(prices)).unchanged, 3);
  });

  test('prices and volumes beyond what features accept are refused by name', async () => {
    const result = await load(
      await parse([
        '2024-01-02,10,11,9e-10,10,1',
        '2024-01-03,10,1000000000000.1,10,11,1',
        '2024-01-04,10,1e300,10,11,1',
        '2024-01-05,10,11,9,10,10000000000000000001',
        GOOD[2].replace('04', '08'),
      ]),
    );
    assert.deepEqual(broken(result), [
      '2 prices_within_bounds (open, high, low, close)',
      '3 prices_within_bounds (open, high, low, close)',
      '4 prices_within_bounds (open, high, low, close)',
      '5 volume_within_bounds (volume)',
    ]);
    assert.equal(result.inserted, 1);
  });

  test('a constraint that the user adds to the table is a rule like the others', async (t) => {
    await db.query(`
      alter table stock_prices
        add constraint only_this_century check (trading_date_local >= '2000-01-01'),
        add constraint splits_are_rare check (split_factor < 1000)`);
    t.after(() =>
      db.query('alter table stock_prices drop constraint only_this_century, drop constraint splits_are_rare'),
    );
    const result = await load(await parse(['1999-12-31,10,11,9,10,1', ...GOOD]));
    assert.deepEqual(broken(result), ['2 only_this_century ()']);
    assert.equal(result.inserted, 3);
  });

  test('index prices go to their own table, under its rules', async () => {
    const result = await load(await parse([GOOD[0], '2024-01-03,10,9,11,10,1']), 'index_prices');
    assert.deepEqual(broken(result), ['3 ohlc_consistency (open, high, low, close)']);
    assert.deepEqual(await read('select index_id, close_value, trading_volume from index_prices'), [
      { index_id: id, close_value: '10.5', trading_volume: '1000' },
    ]);
    assert.deepEqual(await read('select * from stock_prices'), []);
  });

  test('a file without volumes leaves the volumes that are there', async () => {
    await load(await parse(GOOD.slice(0, 1)));
    const result = await load(
      await parse(['2024-01-02,10,11,9,10.6', '2024-01-03,10,11,9,10'], 'date,open,high,low,close'),
    );
    assert.deepEqual([result.inserted, result.corrected], [1, 1]);
    assert.deepEqual(await read('select close_price, volume from stock_prices order by trading_date_local'), [
      { close_price: '10.6', volume: '1000' },
      { close_price: '10', volume: '0' },
    ]);
  });

  test('an adjusted close is kept, and its correction is one', async () => {
    const header = 'Date,Open,High,Low,Close,Adj Close,Volume';
    await load(await parse(['2024-01-02,10,11,9,10.5,5.25,1000'], header));
    const result = await load(await parse(['2024-01-02,10,11,9,10.5,5.2,1000'], header));
    assert.equal(result.corrected, 1);
    assert.deepEqual(await read('select adjusted_close from stock_prices'), [{ adjusted_close: '5.2' }]);
  });

  test('an adjusted close that is missing turns no row away, and leaves what is stored', async () => {
    const header = 'date,open,high,low,close,volume,adjusted_close';
    const { inserted, violations } = await load(
      await parse([`${GOOD[0]},10.1`, `${GOOD[1]},`, `${GOOD[2]},null`], header),
    );
    assert.deepEqual([inserted, violations], [3, []]);
    const adjusted = () => column(db, 'select adjusted_close::text from stock_prices order by trading_date_local');
    assert.deepEqual(await adjusted(), ['10.1', null, null]);
    const again = await load(await parse([`${GOOD[0]},`, `${GOOD[1]},10.9`, `${GOOD[2]},`], header));
    assert.deepEqual([again.corrected, again.unchanged], [1, 2]);
    assert.deepEqual(await adjusted(), ['10.1', '10.9', null]);
  });

  test('imports of the same rows at the same time write each once', async () => {
    const prices = await parse(GOOD);
    const results = await Promise.all([load(prices), load(prices)]);
    assert.deepEqual(results.map(({ inserted, unchanged }) => [inserted, unchanged]).sort(), [
      [0, 3],
      [3, 0],
    ]);
  });

  test('a session that somebody else inserts meanwhile is corrected, not refused', async () => {
    const other = await db.connect();
    try {
      await other.query('begin');
      await insertBars(other, id, 1, { from: '2024-01-03' });
      const loading = load(await parse(GOOD));
      await until(
        async () =>
          (await read("select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"))
            .length > 0,
      );
      await other.query('commit');
      const { inserted, corrected } = await loading;
      assert.deepEqual([inserted, corrected], [2, 1]);
    } finally {
      other.release();
    }
  });

  test('a rule of uniqueness of the owner is an error that names it', async (t) => {
    await db.query('create unique index one_price_a_day on stock_prices (trading_date_local)');
    t.after(() => db.query('drop index one_price_a_day'));
    await insertBars(db, await addInstrument(db, 'BBB'), 1, { from: '2024-01-03' });
    await assert.rejects(load(await parse(GOOD)), /one_price_a_day/);
  });

  test('no rows at all are no work', async () => {
    assert.deepEqual(await load([]), { inserted: 0, corrected: 0, unchanged: 0, violations: [] });
    assert.deepEqual(await runReasons(), []);
  });
});
