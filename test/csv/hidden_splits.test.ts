import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';
import { HEADER, refusal, text } from './delivered.ts';

const ADJUSTED = 'date,close,high,low,open,volume,adjClose,divCash';
const row = (day: string, close: number, adjusted: number | string) =>
  `${day},${close},${close},${close},${close},1,${adjusted},0`;

describe('a split that only the adjusted close shows', () => {
  test('and that is still in the prices is an error, in either order and of each symbol', async () => {
    const rows = [row('2024-01-02', 400, 100), row('2024-01-03', 101, 101), row('2024-01-04', 102, 102)];
    const expected = (line: number) =>
      `line ${line}: on 2024-01-03 "adjClose" shows a split by about 4 that is still in the prices: close 400, then open ` +
      '101. A column of factors (split_factor) puts them on one basis; where it is no split, leave "adjClose" out';
    assert.equal(await refusal(text(ADJUSTED, ...rows)), expected(3));
    await assert.rejects(readBarsCsv(text(ADJUSTED, ...rows)), { name: 'PriceFileError', message: expected(3) });
    assert.equal(await refusal(text(ADJUSTED, ...rows.toReversed())), expected(3));
    const reverse = text(ADJUSTED, row('2024-01-02', 2, 20), row('2024-01-03', 21, 21));
    assert.match(await refusal(reverse), /^line 3: on 2024-01-03 "adjClose" shows a split by about 0\.1 that is still/);
    const two = ['A', 'B'].flatMap((symbol, i) => rows.slice(0, 2 - i).map((line) => `${line},${symbol}`));
    assert.match(await refusal(text(`${ADJUSTED},symbol`, ...two)), /^line 3: on 2024-01-03/);
  });

  test('is none where prices are on one basis, where a dividend moved it, or where a column has its factor', async () => {
    for (const rows of [
      [row('2024-01-02', 400, 100), row('2024-01-03', 404, 101)],
      [row('2024-01-02', 400, 400), row('2024-01-03', 100, 100)],
      [row('2024-01-02', 100, 80), row('2024-01-03', 81, 81)],
      [row('2024-01-02', 400, ''), row('2024-01-03', 100, 100)],
      [row('2024-01-02', 400, 0), row('2024-01-03', 100, 100)],
    ]) {
      assert.equal((await parsePriceCsv(text(ADJUSTED, ...rows))).rows.length, 2, rows.join());
    }
    const factors = text(
      `${ADJUSTED},splitFactor`,
      `${row('2024-01-02', 400, 100)},1`,
      `${row('2024-01-03', 100, 100)},4`,
    );
    assert.deepEqual((await readBarsCsv(factors)).bars.close, new Float64Array([100, 100]));
  });
});

test('an adjusted close may be missing: nothing is computed by it', async () => {
  const file = text(`${HEADER},adjusted_close`, '2024-01-02,1,1,1,1,1,', '2024-01-03,1,1,1,1,1,0.5');
  const { rows, rejected } = await parsePriceCsv(file);
  assert.deepEqual(rejected, []);
  assert.deepEqual(
    rows.map(({ adjustedClose }) => adjustedClose),
    [undefined, '0.5'],
  );
  assert.equal((await readBarsCsv(file)).bars.dates.length, 2);
  const wrong = text(`${HEADER},adjusted_close`, '2024-01-02,1,1,1,1,1,abc');
  assert.equal((await parsePriceCsv(wrong)).rejected[0].rule, 'adjusted_close is a number');
});

test('a split that is in the prices may be a ratio: whether it is, they show', async () => {
  const yahoo = 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits';
  const said = (await parsePriceCsv(text(yahoo, '2024-01-02,8,8,8,8,1,0,', '2024-01-03,8,8,8,8,1,0,4:1'))).notes;
  assert.deepEqual(said, ['splits (2024-01-03: 4) are in the prices already and not counted again']);
  assert.match(
    await refusal(text(yahoo, '2024-01-02,8,8,8,8,1,0,', '2024-01-03,2,2,2,2,1,0,4/1')),
    /^line 3: the split of 2024-01-03 \(factor 4\) is said to be in the prices already, and is not/,
  );
  await assert.rejects(readBarsCsv(text(yahoo, '2024-01-02,8,8,8,8,1,0,4:0')), /split_factor is a number, or empty/);
});

test('beside a symbol, a name is that of the company', async () => {
  for (const symbol of ['symbol', 'Ticker']) {
    const { rows } = await parsePriceCsv(text(`${symbol},name,${HEADER}`, 'AAPL,Apple Inc.,2024-01-02,1,1,1,1,1'));
    assert.deepEqual(
      rows.map((one) => one.symbol),
      ['AAPL'],
    );
  }
});

test('two instruments under each other without a symbol are refused; an update behind a history is not', async () => {
  const days = ['2024-01-02', '2024-01-03', '2024-01-04'];
  const at = (price: number) => days.map((day) => `${day},${price},${price},${price},${price},1`);
  assert.match(await refusal(text(HEADER, ...at(8), ...at(80))), /^6 rows are of 3 sessions.*several instruments\?/);
  assert.match(await refusal(text(HEADER, ...at(8), ...at(80).slice(1))), /^5 rows are of 3 sessions/);
  const { rows, rejected } = await parsePriceCsv(text(HEADER, ...at(8), ...at(8.05)));
  assert.deepEqual([rows.map(({ close }) => close), rejected.length], [['8.05', '8.05', '8.05'], 3]);
});
