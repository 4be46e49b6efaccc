import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type PriceRow, parsePriceCsv } from '../../src/csv/index.ts';
import { inTransaction } from '../../src/db/pool.ts';
import { importPrices, type PriceImport, type PriceTable } from '../../src/db/price_import.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, rows } from '../support/rows.ts';

const GOOD = ['2024-01-02,10,11,9,10.5,1000', '2024-01-03,10.5,12,10,11,1100', '2024-01-04,11,11.5,10.5,11,900'];

describe('importPrices', () => {
  const db = ownDatabase().pool({ max: 2 });
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

  test('prices are judged as the table would store them', async () => {
    const result = await load(
      await parse([
        '2024-01-02,10,11,0.0000004,10,1', // rounds to 0
        '2024-01-03,10,11.0000004,10,11.0000001,1', // rounds to high = close
        '2024-01-04,10,999999999.9999994,10,11,1', // the largest price there can be
        '2024-01-05,10,999999999.9999995,10,11,1',
        '2024-01-08,10,1e300,10,11,1',
      ]),
    );
    assert.deepEqual(broken(result), [
      '2 positive_prices (open, high, low, close)',
      '5 high_price fits numeric(15,6) (high)',
      '6 high_price fits numeric(15,6) (high)',
    ]);
    assert.equal(result.inserted, 2);
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
      { index_id: id, close_value: '10.500000', trading_volume: 1000 },
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
      { close_price: '10.600000', volume: 1000 },
      { close_price: '10.000000', volume: 0 },
    ]);
  });

  test('an adjusted close is kept, and its correction is one', async () => {
    const header = 'Date,Open,High,Low,Close,Adj Close,Volume';
    await load(await parse(['2024-01-02,10,11,9,10.5,5.25,1000'], header));
    const result = await load(await parse(['2024-01-02,10,11,9,10.5,5.2,1000'], header));
    assert.equal(result.corrected, 1);
    assert.deepEqual(await read('select adjusted_close from stock_prices'), [{ adjusted_close: '5.200000' }]);
  });

  test('no rows at all are no work', async () => {
    assert.deepEqual(await load([]), { inserted: 0, corrected: 0, unchanged: 0, violations: [] });
    assert.deepEqual(await runReasons(), []);
  });
});
