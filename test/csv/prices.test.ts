import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsvHeaderError } from '../../src/csv/file_error.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';

const HEADER = 'date,open,high,low,close,volume';

/** The rejections of a plain file whose data rows are `rows`; the first one stands on line 2. */
async function rejections(...rows: string[]) {
  return (await parsePriceCsv([HEADER, ...rows].join('\n'))).rejected;
}

test('a plain file: numbers keep their text', async () => {
  const file = await parsePriceCsv(`${HEADER}\n2006-01-03,70.40,70.600000,69.33,7.044e1,4943100\n`);
  assert.deepEqual(file, {
    format: 'plain',
    ignored: [],
    rows: [
      {
        line: 2,
        date: '2006-01-03',
        open: '70.40',
        high: '70.600000',
        low: '69.33',
        close: '7.044e1',
        volume: '4943100',
      },
    ],
    rejected: [],
    adjustedFor: [],
    notes: [],
  });
});

test('a plain file in another order and without a volume', async () => {
  const { rows } = await parsePriceCsv('Close;DATE;low;High;open\n5;2020-01-02;1;9;3\n');
  assert.deepEqual(rows, [{ line: 2, date: '2020-01-02', open: '3', high: '9', low: '1', close: '5', volume: null }]);
});

test('a Yahoo file: the adjusted close is kept, a row of nulls rejected', async () => {
  const file = await parsePriceCsv(
    [
      'Date,Open,High,Low,Close,Adj Close,Volume',
      '2020-10-01,1531.25,1542.83,1520.12,1530.99,1530.50,3120000',
      '2020-10-02,null,null,null,null,null,null',
    ].join('\n'),
  );
  assert.equal(file.format, 'yahoo');
  assert.equal(file.rows[0].adjustedClose, '1530.50');
  assert.deepEqual(file.rejected, [{ line: 3, column: 'Open', rule: 'open_price is present', value: 'null' }]);
});

test('a vega-datasets file', async () => {
  const { format, rows } = await parsePriceCsv(
    'date,open,high,low,close,adjclose,volume\n2000-01-03,1469.250000,1478.000000,1438.359985,1455.219971,1455.219971,931800000',
  );
  assert.equal(format, 'vega_datasets');
  assert.equal(rows[0].adjustedClose, '1455.219971');
  assert.equal(rows[0].volume, '931800000');
});

test('a Stooq file in English and in Polish: back-adjusted volumes keep their fractions', async () => {
  for (const [header, name] of [
    ['Date,Open,High,Low,Close,Volume', 'stooq_english'],
    ['Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen', 'stooq_polish'],
  ]) {
    const { format, rows, rejected } = await parsePriceCsv(
      `${header}\r\n1991-04-16,100,100,100,100,325\r\n1991-04-23,95.7,95.7,95.7,95.7,5905.61\r\n`,
    );
    assert.equal(format, name);
    assert.deepEqual(rejected, []);
    assert.deepEqual(
      rows.map((row) => row.volume),
      ['325', '5905.61'],
    );
  }
});

test('a Stooq ASCII file: compact dates become ISO dates', async () => {
  const { format, ignored, rows } = await parsePriceCsv(
    [
      '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
      'AAPL.US,D,19840907,000000,0.0991725,0.10039,0.0979751,0.0991725,99242379,0',
    ].join('\n'),
  );
  assert.equal(format, 'stooq_ascii');
  assert.deepEqual(ignored, ['<OPENINT>']);
  assert.deepEqual(rows, [
    {
      line: 2,
      date: '1984-09-07',
      open: '0.0991725',
      high: '0.10039',
      low: '0.0979751',
      close: '0.0991725',
      volume: '99242379',
      symbol: 'AAPL.US',
    },
  ]);
});

test('intraday rows are kept out, and each row says its symbol', async () => {
  const { rows, rejected } = await parsePriceCsv(
    [
      '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
      'A.US,5,20200102,093000,1,1,1,1,1,0',
      'A.US,D,20200102,000000,1,1,1,1,1,0',
      'B.US,D,20200103,000000,2,2,2,2,2,0',
    ].join('\n'),
  );
  assert.deepEqual(
    rows.map((row) => [row.line, row.symbol]),
    [
      [3, 'A.US'],
      [4, 'B.US'],
    ],
  );
  assert.deepEqual(rejected, [{ line: 2, column: '<PER>', rule: 'period is D (daily)', value: '5' }]);
});

test('byte order mark, CRLF, quoted cells, blank lines and semicolons are read, lines numbered as in an editor', async () => {
  const { format, rows, rejected } = await parsePriceCsv(
    '\uFEFF\r\n"date";"open";"high";"low";"close";"volume"\r\n\r\n"2020-01-02"; "1" ;2;1;2;"10"\r\n \r\n2020-01-03;x;2;1;2;10\r\n',
  );
  assert.equal(format, 'plain');
  assert.deepEqual(
    rows.map((row) => [row.line, row.date, row.open, row.volume]),
    [[4, '2020-01-02', '1', '10']],
  );
  assert.deepEqual(rejected, [{ line: 6, column: 'open', rule: 'open_price is a number', value: 'x' }]);
});

test('a rejection names the column as the file spells it and the rule as the table does', async () => {
  const file = await parsePriceCsv('Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2020-01-02,1,1,brak,1,1\n');
  assert.deepEqual(file.rejected, [{ line: 2, column: 'Najnizszy', rule: 'low_price is a number', value: 'brak' }]);
});

test('what is no date, or no day of the calendar, is rejected', async () => {
  const rule = async (date: string) => (await rejections(`${date},1,1,1,1,1`)).map((rejected) => rejected.rule);
  const notADate = ['trading_date is a date (YYYY-MM-DD)'];
  const impossible = ['trading_date exists in the calendar'];
  assert.deepEqual(await rule('2 January'), notADate);
  assert.deepEqual(await rule('45293'), notADate);
  assert.deepEqual(await rule('2021-02-29'), impossible);
  assert.deepEqual(await rule('2021-04-31'), impossible);
  assert.deepEqual(await rule('2021-13-01'), impossible);
  assert.deepEqual(await rule('2021-00-00'), impossible);
  assert.deepEqual(await rule('0000-01-01'), impossible);
  assert.deepEqual(await rule(''), ['trading_date is present']);
  assert.deepEqual(await rule('2020-02-29'), []);
});

test('what is no finite decimal number is rejected', async () => {
  for (const close of ['abc', '1,5"', '0x10', '1e999', 'Infinity', '1 00', '1..2', '1e', '+']) {
    const [rejected] = await rejections(`2020-01-02,1,1,1,"${close.replaceAll('"', '""')}",1`);
    assert.deepEqual(rejected, { line: 2, column: 'close', rule: 'close_price is a number', value: close });
  }
  for (const close of ['1', '1.', '.5', '-1.5', '+2', '1e-3', '00.10']) {
    assert.deepEqual(await rejections(`2020-01-02,1,1,1,${close},1`), [], close);
  }
});

test('every usual way to write "no value" is rejected as missing', async () => {
  for (const missing of ['', ' ', '""', 'null', 'NULL', 'N/A', 'NaN', 'na', '-', '—', '.', '#N/A', '<NA>']) {
    assert.equal((await rejections(`2020-01-02,1,${missing},1,1,1`))[0]?.rule, 'high_price is present', missing);
  }
});

test('a volume is any number; what its column holds, and its sign, are left to the database', async () => {
  const volumeOf = async (text: string) => {
    const { rows, rejected } = await parsePriceCsv(`${HEADER}\n2020-01-01,1,1,1,1,x\n2020-01-02,1,1,1,1,${text}`);
    return rows[0]?.volume ?? rejected[1].rule;
  };
  assert.equal(await volumeOf('123'), '123');
  assert.equal(await volumeOf('123.0'), '123');
  assert.equal(await volumeOf('123.'), '123');
  assert.equal(await volumeOf('-5'), '-5');
  assert.equal(await volumeOf('+007'), '7');
  assert.equal(await volumeOf('9223372036854775807'), '9223372036854775807');
  assert.equal(await volumeOf('9223372036854775808'), '9223372036854775808');
  assert.equal(await volumeOf('3975.70407212'), '3975.70407212');
  assert.equal(await volumeOf('1.2e6'), '1200000');
  assert.equal(await volumeOf('4.13M'), '4130000');
  assert.equal(await volumeOf('"1,234,567"'), '1234567');
  assert.equal(await volumeOf('M'), 'volume is a number');
  assert.equal(await volumeOf(''), 'volume is present');
});

test('prices that only the database judges pass: high below low, zero, negative', async () => {
  assert.deepEqual(await rejections('2020-01-02,-1,1,5,0,-7'), []);
});

test('a row with too few or too many cells is rejected whole', async () => {
  assert.deepEqual(await rejections('2020-01-02,1,1,1,1', '2020-01-03,1,1,1,1,1,1', 'total: 2'), [
    { line: 2, column: null, rule: 'row has 6 cells', value: '2020-01-02,1,1,1,1' },
    { line: 3, column: null, rule: 'row has 6 cells', value: '2020-01-03,1,1,1,1,1,1' },
    { line: 4, column: null, rule: 'row has 6 cells', value: 'total: 2' },
  ]);
});

test('a quote that stays open costs its own line only', async () => {
  const { rows, rejected } = await parsePriceCsv(
    [HEADER, '2020-01-02,"1,1,1,1,1', '2020-01-03,1,1,1,1,1', '2020-01-06,1"5,1,1,1,1'].join('\n'),
  );
  assert.deepEqual(
    rows.map((row) => row.line),
    [3],
  );
  assert.deepEqual(
    rejected.map(({ line, rule }) => [line, rule]),
    [
      [2, 'quotes are closed on their line'],
      [4, 'quotes are closed on their line'],
    ],
  );
});

test('of two readable rows of a date the later counts, the other is rejected and says so', async () => {
  const { rows, rejected } = await parsePriceCsv(
    [HEADER, '2020-01-02,x,1,1,1,1', '2020-01-02,2,2,2,2,2', '2020-01-02,3,3,3,3,3'].join('\n'),
  );
  assert.deepEqual(
    rows.map((row) => [row.line, row.open]),
    [[4, '3']],
  );
  assert.deepEqual(
    rejected.map(({ line, rule }) => [line, rule]),
    [
      [2, 'open_price is a number'],
      [3, 'one row per date: line 4 is later and counts'],
    ],
  );
});

test('a rejected value is cut before it fills the screen', async () => {
  const [rejected] = await rejections(`2020-01-02,${'9'.repeat(5_000)}x,1,1,1,1`);
  assert.equal(rejected.value.length, 121);
});

test('a file without a single line is refused with the headers expected', async () => {
  await assert.rejects(
    parsePriceCsv(' \n\r\n'),
    (error) => error instanceof CsvHeaderError && error.message.startsWith('empty file: expected the columns of one'),
  );
});

test('a file that starts with data is refused, and so is a header whose quotes are not closed', async () => {
  await assert.rejects(
    parsePriceCsv('2020-01-02,1,1,1,1,1\n'),
    /unknown header: found "2020-01-02", "1".*\nThe first line looks like a row: write a header above it\.$/s,
  );
  await assert.rejects(parsePriceCsv('"date,open\n'), /header on line 1: its quotes are not closed/);
});
