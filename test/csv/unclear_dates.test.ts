import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { dates, HEADER, refusal, text } from './delivered.ts';

const rows = (...days: string[]): string => text(HEADER, ...days.map((day) => `${day},1,1,1,1,1`));

describe('Unix times of any age', () => {
  const times = (unit: number, ...days: string[]) =>
    rows(...days.map((day) => String((Date.parse(day) / 1000) * unit)));
  const ERAS = ['1871-01-03', '1969-12-31', '1970-01-02', '1972-05-03', '1999-12-31', '2001-09-10', '2024-01-02'];

  test('are read in the unit of the longest: they lose digits towards 1970, and are below 0 before', async () => {
    for (const unit of [1, 1e3, 1e6]) assert.deepEqual(await dates(times(unit, ...ERAS)), ERAS, String(unit));
  });

  test('of milliseconds from before 2001 are no seconds, and short ones alone are no dates', async () => {
    assert.deepEqual(await dates(times(1e3, '1999-12-30', '1999-12-31')), ['1999-12-30', '1999-12-31']);
    assert.deepEqual(await dates(rows('20240102', '20240103')), ['2024-01-02', '2024-01-03']);
    assert.deepEqual(await dates(rows('45293', '45294')), []);
  });
});

describe('dates that nothing in the file makes clear', () => {
  test('months that are days with month and day exchanged are refused, where such days fall on a weekend', async () => {
    const unclear = /^the dates of column "date" may be MM\/DD\/YYYY or DD\/MM\/YYYY, and nothing in the file tells/;
    const months = rows(...['01', '02', '03', '04', '05', '06'].map((month) => `01/${month}/2024`));
    assert.match(await refusal(months), unclear);
    await assert.rejects(readBarsCsv(months), { message: unclear });
    // The 5th to 9th of February are a week; the 2nd of May to September end on one weekend.
    assert.deepEqual(await dates(rows('05/02/2024', '06/02/2024', '07/02/2024')), [
      '2024-02-05',
      '2024-02-06',
      '2024-02-07',
    ]);
  });

  test('of a month of another language no row is read: some of its names begin as ours do', async () => {
    const spanish = rows('28 mar 2024', '2 abr 2024', '3 may 2024');
    const expected =
      'the dates of column "date" have a month that has no English name: "2 abr 2024"; write them as YYYY-MM-DD';
    assert.equal(await refusal(spanish), expected);
    await assert.rejects(readBarsCsv(spanish), { name: 'PriceFileError', message: expected });
    assert.deepEqual(await dates(rows('12 marzo 2024', '13 decembre 2023')), []);
    assert.deepEqual(await dates(rows('30-Sept-2024', '1-october-2024', '2-Oct-2024')), [
      '2024-09-30',
      '2024-10-01',
      '2024-10-02',
    ]);
  });

  test('a time may be digits alone, and tells bars of minutes', async () => {
    assert.deepEqual(await dates(rows('20240102 000000', '20240103T160000')), ['2024-01-02', '2024-01-03']);
    const minutes = rows('20240102 093000', '20240102 093100', '20240102 093200');
    assert.match(await refusal(minutes), /^these are intraday bars.*both of 2024-01-02, at 093000 and 093100$/);
  });

  test('bars of half a day, told apart by AM and PM alone, are intraday', async () => {
    const half = ['12', '13'].flatMap((day) => [`10/${day}/2023 4:00:00 AM`, `10/${day}/2023 4:00:00 PM`]);
    assert.match(
      await refusal(rows(...half)),
      /^these are intraday bars.*both of 2023-10-12, at 4:00:00 AM and 4:00:00 PM$/,
    );
    assert.deepEqual(await dates(rows('10/12/2023 4:00:00 PM', '10/13/2023 4:00:00 pm')), ['2023-10-12', '2023-10-13']);
  });
});
