import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CsvHeaderError } from '../../src/csv/file_error.ts';
import { recogniseHeader } from '../../src/csv/header.ts';

const cells = (header: string) => header.split(',');

test('every known header is told apart by its columns', () => {
  const headers: Record<string, string> = {
    'date,open,high,low,close,volume': 'plain',
    'DATE,OPEN,HIGH,LOW,CLOSE': 'plain',
    'Volume,Close,Low,High,Open,Date': 'plain',
    'Date,Open,High,Low,Close,Volume': 'stooq_english',
    'DATE,OPEN,HIGH,LOW,CLOSE,ADJ CLOSE,VOLUME': 'yahoo',
    'Date,Open,High,Low,Close,Adj Close,Volume': 'yahoo',
    'Date,Open,High,Low,Close*,Adj Close**,Volume': 'yahoo',
    'date,open,high,low,close,adjclose,volume': 'vega_datasets',
    'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen': 'stooq_polish',
    'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie': 'stooq_polish',
    '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>': 'stooq_ascii',
  };
  for (const [header, expected] of Object.entries(headers)) {
    assert.equal(recogniseHeader(cells(header)).format.name, expected, header);
  }
});

test('columns are found in any order and case, and an absent one is at -1', () => {
  const { columns } = recogniseHeader(cells('Close,LOW, high ,open,Date'));
  assert.deepEqual(columns, {
    date: 4,
    time: -1,
    open: 3,
    high: 2,
    low: 1,
    close: 0,
    volume: -1,
    adjustedClose: -1,
    splitFactor: -1,
    knownSplit: -1,
    dividend: -1,
    symbol: -1,
    series: -1,
    period: -1,
  });
});

test('columns that nothing reads are listed', () => {
  const header = recogniseHeader(cells('Date,Open,High,Low,Close,Volume,Dividends,VWAP,'));
  assert.equal(header.format.name, 'plain');
  assert.deepEqual(header.ignored, ['Dividends', 'VWAP']);
});

test('an unknown header is refused with the columns found and the headers expected', () => {
  assert.throws(
    () => recogniseHeader(['when', 'price']),
    (error) =>
      error instanceof CsvHeaderError &&
      error.message.startsWith('unknown header: found "when", "price"; expected') &&
      error.message.includes('Date,Open,High,Low,Close,Adj Close,Volume  (yahoo)'),
  );
});

test('a header that is no column name of ours but one of JavaScript is unknown, not a crash', () => {
  assert.throws(() => recogniseHeader(['constructor', '__proto__', 'toString']), CsvHeaderError);
});

test('two columns for one field are refused, because either could be the wrong one', () => {
  assert.throws(
    () => recogniseHeader(cells('date,open,high,low,close,CLOSE')),
    /one column per field: "close", "CLOSE" all hold the close/,
  );
});

test('the message stays short when a binary file is read by mistake', () => {
  const junk = Array.from({ length: 5_000 }, (_, i) => `${i}`.repeat(100));
  assert.throws(
    () => recogniseHeader(junk),
    (error) => error instanceof CsvHeaderError && error.message.length < 2_000,
  );
});
