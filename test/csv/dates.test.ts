import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { parseColumnMapping } from '../../src/csv/column_mapping.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';
import { dates, HEADER, refusal, text } from './delivered.ts';

describe('dates', () => {
  test('an offset behind a date changes nothing: what is written is the date of the exchange', async () => {
    for (const time of ['00:00:00-04:00', '00:00:00+09:00', '00:00:00.000Z', '16:00:03-0500']) {
      assert.deepEqual(await dates(text(HEADER, `2024-03-01 ${time},1,1,1,1,1`)), ['2024-03-01'], time);
      assert.deepEqual(await dates(text(HEADER, `2024-03-01T${time},1,1,1,1,1`)), ['2024-03-01'], time);
    }
  });

  test('years of two digits are read where the user names the columns', async () => {
    const named = async (...days: string[]) => {
      const source = text('Day,First,Top,Bottom,Last', ...days.map((day) => `${day},1,1,1,1`));
      const columns = parseColumnMapping('date=Day,open=First,high=Top,low=Bottom,close=Last');
      return (await parsePriceCsv(source, { columns })).rows.map(({ date }) => date);
    };
    assert.deepEqual(await named('12/31/24', '1/2/25'), ['2024-12-31', '2025-01-02']);
    assert.deepEqual(await named('31/12/24', '02/01/25'), ['2024-12-31', '2025-01-02']);
    assert.deepEqual(await named('31.12.99', '3.1.00'), ['1999-12-31', '2000-01-03']);
    assert.deepEqual(await named('31-Dec-24', '2-Jan-25'), ['2024-12-31', '2025-01-02']);
    assert.deepEqual(await named('31 December 69', '2 jan 70'), ['1969-12-31', '1970-01-02']);
  });

  test('whether days or months come first is decided by the whole file', async () => {
    const investing = (...days: string[]) =>
      dates(text('Date,Price,Open,High,Low,Vol.,Change %', ...days.map((day) => `${day},1,1,1,1,1K,0%`)));
    assert.deepEqual(await investing('01/02/2024', '01/03/2024'), ['2024-01-02', '2024-01-03']);
    assert.deepEqual(await investing('13/02/2024', '12/02/2024'), ['2024-02-13', '2024-02-12']);
    assert.deepEqual(await investing('02/01/2024', '01/02/2024', '02/03/2024'), [
      '2024-01-02',
      '2024-02-01',
      '2024-03-02',
    ]);
    assert.deepEqual(await investing('"Feb 13, 2024"', '"Feb 12, 2024"'), ['2024-02-13', '2024-02-12']);
  });

  test('Unix times are read in seconds, milliseconds and nanoseconds, by their day in UTC', async () => {
    for (const time of ['1704205800', '1704205800000', '1704205800000000000']) {
      assert.deepEqual(await dates(text('time,open,high,low,close', `${time},1,1,1,1`)), ['2024-01-02']);
    }
  });

  test('Unix times of Sundays and never of Fridays are of the session that begins on that evening', async () => {
    // Sydney opens at 23:00 UTC: Sunday the 7th to Thursday the 11th of January 2024.
    const opens = [7, 8, 9, 10, 11].map((day) => Date.UTC(2024, 0, day, 23) / 1000);
    assert.deepEqual(
      await dates(text('time,open,high,low,close', ...opens.map((time) => `${time},1,1,1,1`))),
      [8, 9, 10, 11, 12].map((day) => `2024-01-${String(day).padStart(2, '0')}`),
    );
    const everyDay = [5, 7, 8].map((day) => Date.UTC(2024, 0, day, 23) / 1000);
    assert.deepEqual(await dates(text('time,open,high,low,close', ...everyDay.map((time) => `${time},1,1,1,1`))), [
      '2024-01-05',
      '2024-01-07',
      '2024-01-08',
    ]);
  });

  test('midnight elsewhere by the clock of UTC is the session of the day after, in text as in numbers', async () => {
    // Mondays to Fridays of Tokyo begin at 15:00 of the day before.
    const begins = [7, 8, 9, 10, 11].map((day) => new Date(Date.UTC(2024, 0, day, 15)));
    const expected = [8, 9, 10, 11, 12].map((day) => `2024-01-${String(day).padStart(2, '0')}`);
    const written: ((time: Date) => string)[] = [
      (time) => time.toISOString(),
      (time) => time.toISOString().replace('T', ' ').replace('.000Z', '+00:00'),
      (time) => String(time.getTime()),
    ];
    for (const form of written) {
      const rows = begins.map((time) => `${form(time)},1,1,1,1`);
      assert.deepEqual(await dates(text('time,open,high,low,close', ...rows)), expected, rows[0]);
    }
    // London: midnight of Greenwich in winter, 23:00 of the day before in summer.
    const winter = [25, 26, 27, 28].map((day) => `2024-03-${day} 00:00:00+00:00,1,1,1,1`);
    const summer = ['03-31', '04-01', '04-02', '04-03', '04-04'].map((day) => `2024-${day} 23:00:00+00:00,1,1,1,1`);
    assert.deepEqual((await dates(text('time,open,high,low,close', ...winter, ...summer))).slice(2), [
      '2024-03-27',
      '2024-03-28',
      '2024-04-01',
      '2024-04-02',
      '2024-04-03',
      '2024-04-04',
      '2024-04-05',
    ]);
    const local = begins.map((time) => `${time.toISOString().slice(0, 10)} 15:00:00+02:00,1,1,1,1`);
    assert.equal((await dates(text('time,open,high,low,close', ...local)))[0], '2024-01-07');
  });

  test('what is dated by the end of its day, or by a close, is of that day', async () => {
    for (const time of ['23:59:59.999Z', '23:59:59Z', '15:25:00Z']) {
      const rows = [7, 8, 9].map((day) => `2024-01-0${day}T${time},1,1,1,1`);
      assert.deepEqual(
        await dates(text('time,open,high,low,close', ...rows)),
        ['2024-01-07', '2024-01-08', '2024-01-09'],
        time,
      );
    }
  });

  test('a file of a source that writes points, saved again with semicolons, has the commas of decimals', async () => {
    const header = '"Date";"Price";"Open";"High";"Low";"Vol.";"Change %"';
    const row = (day: string, close: string) => `"${day}";"${close}";"149,010";"150,200";"148,300";"";"0,12%"`;
    const { rows } = await parsePriceCsv(text(header, row('01/16/2024', '149,123'), row('01/15/2024', '149,502')));
    assert.deepEqual(
      rows.map(({ close }) => Number(close)),
      [149.123, 149.502],
    );
  });

  test('a file that a spreadsheet program has written again has its dates', async () => {
    const sheet: [string, (day: number) => string][] = [
      ['month first', (day) => `1/${day}/2024`],
      ['day first', (day) => `${day}/1/2024`],
      ['day first, by hyphens', (day) => `${day}-01-2024`],
      ['month first, by hyphens', (day) => `01-${day}-2024`],
      ['by dots', (day) => `${day}.1.2024`],
      ['not padded', (day) => `2024-1-${day}`],
      ['not padded, by slashes', (day) => `2024/1/${day}`],
      ['year first, of two digits', (day) => `24/01/${day}`],
      ['with a time', (day) => `1/${day}/2024 16:00:00`],
    ];
    for (const header of [HEADER, 'Date,Open,High,Low,Close,Volume', 'Date,Open,High,Low,Close,Adj Close,Volume']) {
      const values = header.includes('Adj') ? ',1,1,1,1,1,1' : ',1,1,1,1,1';
      for (const [what, write] of sheet) {
        const found = await dates(text(header, ...[11, 12, 15, 16].map((day) => write(day) + values)));
        assert.deepEqual(found, ['2024-01-11', '2024-01-12', '2024-01-15', '2024-01-16'], `${what}: ${header}`);
      }
    }
    const nasdaq = 'Date,Close/Last,Volume,Open,High,Low';
    assert.deepEqual(await dates(text(nasdaq, '16/01/2024,$1,1,$1,$1,$1', '12/01/2024,$1,1,$1,$1,$1')), [
      '2024-01-16',
      '2024-01-12',
    ]);
  });

  test('where days and months may be exchanged, sessions that follow each other tell; else nobody guesses', async () => {
    assert.deepEqual(await dates(text(HEADER, '05/02/2024,1,1,1,1,1', '06/02/2024,1,1,1,1,1')), [
      '2024-02-05',
      '2024-02-06',
    ]);
    const unclear = /^the dates of column "date" may be MM\/DD\/YYYY or DD\/MM\/YYYY, and nothing in the file tells/;
    assert.match(await refusal(text(HEADER, '01/02/2024,1,1,1,1,1')), unclear);
    await assert.rejects(readBarsCsv(text(HEADER, '01/02/2024,1,1,1,1,1')), { message: unclear });
    assert.match(
      await refusal(text('Date,Price,Open,High,Low,Vol.,Change %', '05/02/2024,1,1,1,1,1K,0%')),
      /may be MM\/DD\/YYYY or DD\/MM\/YYYY/,
    );
    assert.match(
      await refusal(
        text(HEADER, ...['01/11/2024', '01/12/2024', '01/16/2024', '17/01/2024'].map((d) => `${d},1,1,1,1,1`)),
      ),
      /are partly MM\/DD\/YYYY and partly DD\/MM\/YYYY: most are of the first form, "17\/01\/2024" can only be of the second/,
    );
    // Its source writes nothing else.
    assert.deepEqual(await dates(text('Date,Close/Last,Volume,Open,High,Low', '01/02/2024,$1,1,$1,$1,$1')), [
      '2024-01-02',
    ]);
  });

  test('of sessions that have not come, or lack their century, the dates are refused', async () => {
    const source = text(HEADER, '2024-01-02,1,1,1,1,1', '2024-01-03,1,1,1,1,1', '2024-01-04,1,1,1,1,1');
    const today = new Date('2024-01-02T23:59:59Z');
    const { rows, rejected } = await parsePriceCsv(source, { today });
    assert.equal(rows.length, 2);
    const fault = {
      line: 4,
      column: 'date',
      rule: 'trading_date is from 1600-01-01 to 2024-01-03',
      value: '2024-01-04',
    };
    assert.deepEqual(rejected, [fault]);
    await assert.rejects(readBarsCsv(source, { today }), {
      message: /^line 4, column date: trading_date is from 1600/,
    });
    assert.equal((await parsePriceCsv(source)).rows.length, 3);
    const short = await parsePriceCsv(text(HEADER, '0024-01-02,1,1,1,1,1'));
    assert.equal(short.rejected[0].rule, 'trading_date is from 1600-01-01 on');
  });

  test('newest first is read as bars, the oldest first', async () => {
    const { bars } = await readBarsCsv(
      text(HEADER, '2024-01-04,3,3,3,3,3', '2024-01-03,2,2,2,2,2', '2024-01-02,1,1,1,1,1'),
    );
    assert.deepEqual(
      [bars.dates, [...bars.close]],
      [
        ['2024-01-02', '2024-01-03', '2024-01-04'],
        [1, 2, 3],
      ],
    );
  });

  test('bars of weeks and months are refused as such, days that are seldom traded are not', async () => {
    const every = (days: number, count: number) =>
      Array.from({ length: count }, (_, i) => new Date(Date.UTC(2024, 0, 1 + days * i)).toISOString().slice(0, 10));
    const file = (dates: readonly string[]) => text(HEADER, ...dates.map((date) => `${date},1,1,1,1,1`));
    assert.equal(
      await refusal(file(every(7, 20))),
      'these are bars of weeks or longer, daily ones are expected: no two of 20 rows are less than 7 days apart',
    );
    assert.match(await refusal(file(every(30, 12).toReversed())), /bars of weeks or longer/);
    assert.equal((await parsePriceCsv(file([...every(7, 20), '2024-12-30', '2024-12-31']))).rows.length, 22);
    assert.equal((await parsePriceCsv(file(every(7, 9)))).rows.length, 9);
    // The newest week is not over yet.
    assert.match(await refusal(file([...every(7, 20), '2024-05-16'])), /bars of weeks or longer.* less than 7 days/);
    const bond = every(9, 12).map((date) => `A,${date},1,1,1,1,1`);
    const share = every(1, 12).map((date) => `B,${date},1,1,1,1,1`);
    assert.equal((await parsePriceCsv(text(`symbol,${HEADER}`, ...bond, ...share))).rows.length, 24);
  });

  test('intraday bars are seen where only some days have several', async () => {
    const rows = ['02 10:00', '02 14:00', '03 10:00'].map((time) => `2024-01-${time},1,1,1,1,1`);
    assert.match(
      await refusal(text(HEADER, ...rows)),
      /^these are intraday bars.* lines 2 and 3 are both of 2024-01-02/,
    );
    const newest = ['02 00:00', '03 00:00', '03 16:00'];
    const many = ['A', 'B'].flatMap((symbol) => newest.map((time) => `${symbol},2024-01-${time},1,1,1,1,1`));
    assert.equal((await parsePriceCsv(text(`symbol,${HEADER}`, ...many))).rows.length, 4);
  });

  test('rows of several things that no column tells apart are refused, not thinned out', async () => {
    const expiries = [2, 3, 4].flatMap((day) => [1, 2, 3].map((price) => `2024-01-0${day},${price},3,1,2,5`));
    assert.match(
      await refusal(text(HEADER, ...expiries)),
      /^9 rows are of 3 sessions, and one row a session is expected/,
    );
    const alike = [1, 2, 3].flatMap(() => ['2024-01-02,1,1,1,1,1', '2024-01-03,1,1,1,1,1']);
    assert.equal((await parsePriceCsv(text(HEADER, ...alike))).rows.length, 2);
  });

  test('a row without its symbol is refused, a column without any leaves the symbol to the name of the file', async () => {
    const one = text(`symbol,${HEADER}`, 'A,2024-01-02,1,1,1,1,1', ',2024-01-03,1,1,1,1,1');
    assert.deepEqual((await parsePriceCsv(one)).rejected, [
      { line: 3, column: 'symbol', rule: 'symbol is present', value: '' },
    ]);
    const { rows } = await parsePriceCsv(text(`symbol,${HEADER}`, ',2024-01-02,1,1,1,1,1', ',2024-01-03,1,1,1,1,1'));
    assert.deepEqual(
      rows.map(({ symbol }) => symbol),
      [undefined, undefined],
    );
  });

  test('intraday bars are refused as such, a newest session that is there twice is not', async () => {
    const rows = ['09:30', '09:31', '09:32'].map((time) => `2024-01-02 ${time}:00,1,1,1,1,1`);
    assert.equal(
      await refusal(text(HEADER, ...rows)),
      'these are intraday bars, daily ones are expected: lines 2 and 3 are both of 2024-01-02, at 09:30:00 and 09:31:00',
    );
    assert.match(
      await refusal(
        text(
          '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>',
          '2024.01.02\t09:00\t1\t1\t1\t1\t1',
          '2024.01.02\t10:00\t1\t1\t1\t1\t1',
        ),
      ),
      /intraday bars.* at 09:00 and 10:00$/,
    );
    const yahoo = text(
      HEADER,
      '2024-01-02 00:00:00-05:00,1,1,1,1,1',
      '2024-01-03 00:00:00-05:00,2,2,2,2,2',
      '2024-01-03 16:00:01-05:00,3,3,3,3,3',
    );
    const { rows: kept, rejected } = await parsePriceCsv(yahoo);
    assert.deepEqual(
      kept.map(({ close }) => close),
      ['1', '3'],
    );
    assert.deepEqual(rejected, [
      { line: 3, column: 'date', rule: 'one row per date: line 4 is later and counts', value: '2024-01-03' },
    ]);
    const { bars, leftOut } = await readBarsCsv(yahoo);
    assert.deepEqual([...bars.close], [1, 3]);
    assert.deepEqual(
      leftOut.map(({ line, rule }) => [line, rule]),
      [[3, 'one row per date: line 4 is later and counts']],
    );
  });
});
