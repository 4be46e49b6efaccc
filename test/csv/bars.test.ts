import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BarsCsvError, type BarsFile, readBarsCsv } from '../../src/csv/bars.ts';

const HEADER = 'date,open,high,low,close,volume';
const GOOD = '2024-01-02,10,11,9,10.5,1000';

const file = (...rows: string[]): string => [HEADER, GOOD, ...rows].join('\n');

/** What is wrong with the rows that follow the good one; the first of them stands on line 3. */
async function faults(...rows: string[]) {
  try {
    await readBarsCsv(file(...rows));
  } catch (error) {
    if (error instanceof BarsCsvError)
      return error.faults.map(({ line, column, rule, value }) => [line, column, rule, value]);
    throw error;
  }
  return assert.fail('the file was read');
}

test('rows become arrays of numbers', async () => {
  assert.deepEqual(await readBarsCsv(file('2024-01-03,1,2.50,0.5,7e-1,0')), {
    bars: {
      dates: ['2024-01-02', '2024-01-03'],
      open: Float64Array.of(10, 1),
      high: Float64Array.of(11, 2.5),
      low: Float64Array.of(9, 0.5),
      close: Float64Array.of(10.5, 0.7),
      volume: Float64Array.of(1000, 0),
    },
    leftOut: [],
    warnings: [],
    notes: [],
  });
});

test('Yahoo and Stooq files are read, the close of Yahoo without its adjustment', async () => {
  const yahoo = await readBarsCsv('Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,10,11,9,10.5,5.25,1000\n');
  assert.deepEqual([...yahoo.bars.close], [10.5]);
  const stooq = await readBarsCsv(
    'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2024-01-02,10,11,9,10.5,1000.4\n',
  );
  assert.deepEqual([...stooq.bars.volume], [1000.4]);
});

test('a header without rows is an empty history', async () => {
  const { bars, warnings: found } = await readBarsCsv(HEADER);
  assert.deepEqual([bars.dates, bars.close, found], [[], new Float64Array(0), []]);
});

test('a cell that cannot be read names line, column, rule and value', async () => {
  assert.deepEqual(
    await faults('2024-01-03,NaN,11,9,10,1', '2024-01-04,10,,9,10,1', '2024-01-05,10,11,abc,10,1', 'x,10,11,9,10,1'),
    [
      [3, 'open', 'open_price is present', 'NaN'],
      [4, 'high', 'high_price is present', ''],
      [5, 'low', 'low_price is a number', 'abc'],
      [6, 'date', 'trading_date is a date (YYYY-MM-DD)', 'x'],
    ],
  );
});

test('a date that comes before the one above it is refused', async () => {
  assert.deepEqual(await faults('2024-01-05,10,11,9,10,1', '2024-01-04,10,11,9,10,1', '2024-01-08,10,11,9,10,1'), [
    [4, 'date', 'dates ascend, the oldest first', '2024-01-04 after 2024-01-05'],
  ]);
});

test('negative prices, a close of zero and negative volumes are refused', async () => {
  assert.deepEqual(
    await faults(
      '2024-01-03,-10,11,9,10,1',
      '2024-01-04,10,11,-9,10,1',
      '2024-01-05,10,11,9,0.0,1',
      '2024-01-06,10,11,9,10,-1',
    ),
    [
      [3, 'open', 'open_price is between 1e-9 and 1e12', '-10'],
      [4, 'low', 'low_price is between 1e-9 and 1e12', '-9'],
      [5, 'close', 'close_price is between 1e-9 and 1e12', '0.0'],
      [6, 'volume', 'volume is between 0 and 1e19', '-1'],
    ],
  );
});

test('a volume is needed, in the header and in every row', async () => {
  assert.deepEqual(await faults('2024-01-03,10,11,9,10,'), [[3, 'volume', 'volume is present', '']]);
  await assert.rejects(readBarsCsv('\ndate,open,high,low,close\n'), {
    name: 'BarsCsvError',
    message: 'line 2: there is a volume column, received "date,open,high,low,close"',
  });
});

test('the error says the first fault and how many lines have one', async () => {
  await assert.rejects(readBarsCsv(file('2024-01-03,10,11,9,10,-1', '2024-01-04,10,11,9')), {
    name: 'BarsCsvError',
    message: 'line 3, column volume: volume is between 0 and 1e19, received "-1" (the first of 2 lines)',
  });
});

test('rows whose prices contradict each other are kept and named, or left out as an import leaves them out', async () => {
  const text = file('2024-01-03,200.0,11,9,10,1', '2024-01-04,10,11,9,12,1', '2024-01-05,10,9,11,10,1');
  const expected = [
    [3, '2024-01-03', 'open', 'open_price is within low–high', '200.0 (9–11)'],
    [4, '2024-01-04', 'close', 'close_price is within low–high', '12 (9–11)'],
    [5, '2024-01-05', 'high', 'high_price is at least the low', '9 (low 11)'],
  ];
  const listed = (faults: BarsFile['leftOut']) =>
    faults.map(({ line, date, column, rule, value }) => [line, date, column, rule, value]);
  const without = await readBarsCsv(text, { contradictions: 'left out' });
  assert.deepEqual([without.bars.dates, without.warnings], [['2024-01-02'], []]);
  assert.deepEqual(listed(without.leftOut), expected);
  const kept = await readBarsCsv(text);
  assert.deepEqual([kept.bars.open, kept.leftOut], [Float64Array.of(10, 200, 10, 10), []]);
  assert.deepEqual(listed(kept.warnings), expected);
});

test('a row with an open, high or low of zero is left out, as an import leaves it out', async () => {
  const {
    bars,
    leftOut,
    warnings: others,
  } = await readBarsCsv(file('2024-01-06,0,11,0.0,10,1', '2024-01-07,10,0,0,10,1', '2024-01-08,10,11,9,10,1'));
  assert.deepEqual([bars.dates, others], [['2024-01-02', '2024-01-08'], []]);
  assert.deepEqual(
    leftOut.map(({ line, date, column, rule, value }) => [line, date, column, rule, value]),
    [
      [3, '2024-01-06', 'open', 'open_price is above 0', '0'],
      [4, '2024-01-07', 'high', 'high_price is above 0', '0'],
    ],
  );
});

test('a row of four zeros is one without a price: it is left out', async () => {
  const { bars, leftOut } = await readBarsCsv(file('2024-01-03,0,0,0,0,0', '2024-01-04,10,11,9,10,1'));
  assert.deepEqual(bars.dates, ['2024-01-02', '2024-01-04']);
  assert.deepEqual(
    leftOut.map(({ line, rule }) => [line, rule]),
    [[3, 'open_price is above 0']],
  );
});

test('a split or dividend of a row that would be left out refuses the file: it would be lost', async () => {
  const header = `${HEADER},split_factor,dividend_amount`;
  for (const action of ['2,0', '1,0.5']) {
    await assert.rejects(
      readBarsCsv([header, `${GOOD},1,0`, `2024-01-03,10,11,0,10,1,${action}`].join('\n')),
      /line 3, column low: low_price is above 0 where there is a split or dividend, received "0"/,
    );
    const contradicting = [header, `${GOOD},1,0`, `2024-01-03,12,11,9,10,1,${action}`].join('\n');
    await assert.rejects(
      readBarsCsv(contradicting, { contradictions: 'left out' }),
      /open_price is within low–high where there is a split or dividend/,
    );
    assert.equal((await readBarsCsv(contradicting)).bars.dates.length, 2);
  }
});

test('columns are named as the file spells them', async () => {
  const { leftOut: found } = await readBarsCsv(
    'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2024-01-02,10,11,0,10.5,1000\n',
  );
  assert.deepEqual(
    found.map(({ column }) => column),
    ['Najnizszy'],
  );
});

test('splits and dividends are read where the file has them, and an empty cell or a factor of 0 is none', async () => {
  const header = `${HEADER},split_factor,dividend_amount`;
  const { actions } = await readBarsCsv([header, `${GOOD},,`, '2024-01-03,5,6,4,5,1,2,0.25'].join('\n'));
  assert.deepEqual(actions, { splitFactor: Float64Array.of(1, 2), dividend: Float64Array.of(0, 0.25) });
  const alone = await readBarsCsv([`${HEADER},split_factor`, `${GOOD},3`].join('\n'));
  assert.deepEqual(alone.actions, { splitFactor: Float64Array.of(3), dividend: Float64Array.of(0) });
  const zero = await readBarsCsv([`${HEADER},split_factor`, `${GOOD},0.0`].join('\n'));
  assert.deepEqual(zero.actions, { splitFactor: Float64Array.of(1), dividend: Float64Array.of(0) });
  const rows = [`${GOOD},-2,1`, '2024-01-03,5,6,4,5,1,1,-1', '2024-01-04,5,6,4,5,1,x,1'];
  await assert.rejects(readBarsCsv([header, ...rows].join('\n')), (error) => {
    assert.ok(error instanceof BarsCsvError);
    assert.deepEqual(
      error.faults.map(({ line, column, rule, value }) => [line, column, rule, value]),
      [
        [2, 'split_factor', 'split_factor is 0 or between 1e-9 and 1e9', '-2'],
        [3, 'dividend_amount', 'dividend_amount is 0 or between 1e-12 and 1e12', '-1'],
        [4, 'split_factor', 'split_factor is a number, or empty', 'x'],
      ],
    );
    return true;
  });
});

test("Yahoo's columns of splits and dividends are not read: its prices are adjusted for them", async () => {
  const { actions } = await readBarsCsv(`${HEADER},Dividends,Stock Splits\n${GOOD},0.5,2\n`);
  assert.equal(actions, undefined);
});
