import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { parseColumnMapping } from '../../src/csv/column_mapping.ts';
import { PriceFileError } from '../../src/csv/file_error.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';

const HEADER = 'date,open,high,low,close,volume';
const text = (header: string, ...rows: string[]): string => [header, ...rows, ''].join('\n');

async function dates(source: string): Promise<string[]> {
  return (await parsePriceCsv(source)).rows.map(({ date }) => date);
}

async function refusal(source: string, columns?: string): Promise<string> {
  try {
    await parsePriceCsv(source, { columns: columns === undefined ? undefined : parseColumnMapping(columns) });
  } catch (error) {
    assert.ok(error instanceof PriceFileError, String(error));
    return error.message;
  }
  return assert.fail('the file was read');
}

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

describe('rows', () => {
  test('a row without any price is left out of bars, and said; a price that is missing alone is refused', async () => {
    const rows = ['2024-01-02,1,1,1,1,1', '2024-01-03,null,null,null,null,null', '2024-01-04,2,2,2,2,2'];
    const { bars, leftOut } = await readBarsCsv(text(HEADER, ...rows));
    assert.deepEqual(bars.dates, ['2024-01-02', '2024-01-04']);
    assert.deepEqual(
      leftOut.map(({ line, rule }) => [line, rule]),
      [[3, 'a row has prices']],
    );
    await assert.rejects(readBarsCsv(text(HEADER, '2024-01-03,1,1,null,1,1')), { name: 'BarsCsvError' });
  });

  test('a volume keeps its fraction, whatever the case of the header', async () => {
    for (const header of [HEADER, 'Date,Open,High,Low,Close,Volume', HEADER.toUpperCase()]) {
      const { rows } = await parsePriceCsv(text(header, '2024-01-02,1,1,1,1,3975.70407212'));
      assert.deepEqual(
        rows.map(({ volume }) => volume),
        ['3975.70407212'],
        header,
      );
    }
  });

  test('a column of volumes that is empty throughout is none', async () => {
    const { rows, ignored } = await parsePriceCsv(text(HEADER, '2024-01-02,1,1,1,1,-', '2024-01-03,1,1,1,1,N/A'));
    assert.deepEqual([rows.map(({ volume }) => volume), ignored], [[null, null], ['volume']]);
  });

  test('bars are of one symbol', async () => {
    const file = text(`${HEADER},Name`, '2024-01-02,1,1,1,1,1,A', '2024-01-02,2,2,2,2,2,B', '2024-01-03,3,3,x,3,3,A');
    await assert.rejects(readBarsCsv(file), {
      message:
        'line 3, column Name: one symbol per file (A), unless --symbol says which, received "B" (the first of 2 lines)',
    });
    assert.deepEqual([...(await readBarsCsv(file, { symbol: 'B' })).bars.close], [2]);
    await assert.rejects(readBarsCsv(file, { symbol: 'C' }), {
      message: 'the file has no rows of the symbol C, but of A, B',
    });
  });

  test('of several series of the NSE that of ordinary trade is read, of each share', async () => {
    const bhavcopy = text(
      'SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,',
      '1018GS2026,GS,113,113,113,113,113,113,5,9,02-JAN-2024,4,IN0,',
      'RELIANCE,BL,9,9,9,9,9,9,9,9,02-JAN-2024,1,INE,',
      'RELIANCE,EQ,1,1,1,1,1,1,7,9,02-JAN-2024,1,INE,',
    );
    assert.deepEqual(
      (await parsePriceCsv(bhavcopy)).rows.map(({ symbol, close, volume }) => [symbol, close, volume]),
      [
        ['1018GS2026', '113', '5'],
        ['RELIANCE', '1', '7'],
      ],
    );
    const nse = 'Date ,series ,OPEN ,HIGH ,LOW ,PREV. CLOSE ,ltp ,close ,VOLUME ';
    const { rows, rejected } = await parsePriceCsv(
      text(nse, '03-Jan-2024,EQ,1,1,1,1,1,1,1', '03-Jan-2024,BL,9,9,9,9,9,9,9', '02-Jan-2024,EQ,2,2,2,2,2,2,2'),
    );
    assert.deepEqual(
      rows.map(({ date, close }) => [date, close]),
      [
        ['2024-01-03', '1'],
        ['2024-01-02', '2'],
      ],
    );
    assert.deepEqual(
      rejected.map(({ line, rule }) => [line, rule]),
      [[3, 'one series per file (EQ)']],
    );
  });
});

describe('numbers', () => {
  const close = async (cell: string, delimiter = ',') => {
    const { rows, rejected } = await parsePriceCsv(
      text(HEADER.replaceAll(',', delimiter), ['2024-01-02', '1', '1', '1', cell, '1'].join(delimiter)),
    );
    return rows[0]?.close ?? rejected[0].rule;
  };

  test('thousands, currency signs and decimal commas', async () => {
    assert.equal(await close('"1,234.50"'), '1234.50');
    assert.equal(await close('"12,34,567"'), '1234567');
    assert.equal(await close('$191.38'), '191.38');
    assert.equal(await close('191.38 USD'), '191.38');
    assert.equal(await close('1.191,38 €', ';'), '1191.38');
    assert.equal(await close('100,52', ';'), '100.52');
    assert.equal(await close('100,523', ';'), '100.523');
    assert.equal(await close('1.234,50', ';'), '1234.50');
    assert.equal(await close('1 234,50', ';'), '1234.50');
  });

  test('what is no such number is refused, not guessed', async () => {
    for (const cell of ['"1,23.4"', '"1,2345.6"', '$', '$$1', '1.2.3', '1;2']) {
      assert.equal(await close(cell), 'close_price is a number', cell);
    }
  });
});

describe('decimal marks', () => {
  const closes = async (source: string) => (await parsePriceCsv(source)).rows.map(({ close }) => Number(close));
  const numbers = (...cells: string[]) => cells.map((cell) => `"${cell}"`).join(',');

  test('of pages whose language parts decimals by a comma are its own, also of three digits', async () => {
    const spanish = '"Fecha","Último","Apertura","Máximo","Mínimo","Vol.","% var."';
    assert.deepEqual(
      await closes(text(spanish, numbers('22.07.2019', '10,074', '10,060', '10,148', '9,987', '10,36M', '-0,08%'))),
      [10.074],
    );
    const portuguese = '"Data","Último","Abertura","Máxima","Mínima","Vol.","Var%"';
    assert.deepEqual(
      await closes(
        text(portuguese, numbers('17.08.2023', '114.982', '115.592', '116.610', '114.859', '12,75M', '-0,53%')),
      ),
      [114982],
    );
  });

  test('of prices that read either way are those that other cells show, else nobody guesses', async () => {
    const row = (volume: string, more = '') => `2024-01-02,"1,234","1,300","1,200","1,250",${volume}${more}`;
    assert.deepEqual(await closes(text(HEADER, row('"1,000,000"'))), [1250]);
    assert.deepEqual(await closes(text(`${HEADER},change`, row('1', ',"-0,5%"'))), [1.25]);
    assert.deepEqual(await closes(text(`${HEADER},change`, row('1', ',-0.5%'))), [1250]);
    assert.match(
      await refusal(text(HEADER, row('1'))),
      /^the comma of "1,234" may part thousands or decimals, and nothing in the file tells which/,
    );
    const mixed = text('Date;Open;High;Low;Close;Factor', '31.01.2024;100,250;101,125;99,500;100,375;1.5');
    assert.match(await refusal(mixed), /^the comma of "100,250" may part/);
  });
});

describe('tables as programs write them', () => {
  test('a delimiter at the end of each line, of the header or of the rows is no cell', async () => {
    const rows = ['2024-01-02,1,1,1,1,1', '2024-01-03,1,1,1,1,1'];
    const ended = rows.map((row) => `${row},`);
    const expected = ['2024-01-02', '2024-01-03'];
    assert.deepEqual(await dates(text(`${HEADER},`, ...rows)), expected);
    assert.deepEqual(await dates(text(HEADER, ...ended)), expected);
    assert.deepEqual(await dates(text(`${HEADER},`, ...ended)), expected);
    assert.equal((await parsePriceCsv(text(HEADER, `${rows[0]},7`))).rejected[0].rule, 'row has 6 cells');
  });

  test('the index of a pandas table is its date where it has no name', async () => {
    for (const name of ['', 'index', 'Unnamed: 0']) {
      const source = text(`${name},Open,High,Low,Close,Volume`, '2024-01-02 00:00:00,1,1,1,1,1');
      assert.deepEqual(await dates(source), ['2024-01-02'], name);
    }
    assert.deepEqual(await dates(text(`,${HEADER}`, '0,2024-01-02,1,1,1,1,1')), ['2024-01-02']);
  });

  test('bars may part the cells, and letters be of Windows', async () => {
    assert.deepEqual(await dates(text(`sep=|\n${HEADER.replaceAll(',', '|')}`, '2024-01-02|1|1|1|1|1')), [
      '2024-01-02',
    ]);
    const german = text('Datum;Eröffnung;Hoch;Tief;Schluss', '31.01.2024;1.000,5;1.000,5;1.000,5;1.000,5');
    const { rows } = await parsePriceCsv([Buffer.from(german, 'latin1')]);
    assert.deepEqual(
      rows.map(({ date, close }) => [date, close]),
      [['2024-01-31', '1000.5']],
    );
  });
});

describe('yfinance', () => {
  test('columns that were made flat are pairs of a field and a symbol', async () => {
    const names = ['Close', 'High', 'Low', 'Open', 'Volume'].flatMap((field) => [
      `"('${field}', 'A')"`,
      `"('${field}', 'B')"`,
    ]);
    const { rows } = await parsePriceCsv(text(`Date,${names.join(',')}`, '2024-01-02,1,5,2,6,1,5,1,5,9,9'));
    assert.deepEqual(
      rows.map(({ symbol, high, close, volume }) => [symbol, high, close, volume]),
      [
        ['A', '2', '1', '9'],
        ['B', '6', '5', '9'],
      ],
    );
  });

  test('headers over each other are read by field and by ticker, also without their names', async () => {
    const byField = ['Close,Close,High,High,Low,Low,Open,Open', 'A,B,A,B,A,B,A,B'];
    const byTicker = ['A,A,A,A,B,B,B,B', 'Close,High,Low,Open,Close,High,Low,Open'];
    const cases: [string, string][] = [
      [`Price,${byField[0]}\nTicker,${byField[1]}\nDate${','.repeat(8)}`, '1,5,2,6,1,5,1,5'],
      [`,${byField[0]}\n,${byField[1]}\nDate${','.repeat(8)}`, '1,5,2,6,1,5,1,5'],
      [`Ticker,${byTicker[0]}\nPrice,${byTicker[1]}\nDate${','.repeat(8)}`, '1,2,1,1,5,6,5,5'],
      [`,${byTicker[0]}\n,${byTicker[1]}\nDate${','.repeat(8)}`, '1,2,1,1,5,6,5,5'],
    ];
    for (const [header, row] of cases) {
      const { rows } = await parsePriceCsv(text(header, `2024-01-02,${row}`));
      assert.deepEqual(
        rows.map(({ symbol, high, close }) => [symbol, high, close]),
        [
          ['A', '2', '1'],
          ['B', '6', '5'],
        ],
        header,
      );
    }
  });
});

describe('Excel', () => {
  test('a line that says what parts the cells is no header', async () => {
    assert.deepEqual(await dates(text('sep=;', HEADER.replaceAll(',', ';'), '31.01.2024;1,5;1,5;1,5;1,5;7')), [
      '2024-01-31',
    ]);
  });
});

describe('UTF-16', () => {
  test('is read with and without its mark, in either order of bytes', async () => {
    const rows = text(HEADER.replaceAll(',', '\t'), '2024-01-02\t1\t1\t1\t1\t1');
    const little = (content: string) => Buffer.from(content, 'utf16le');
    for (const bytes of [
      little(`\uFEFF${rows}`),
      little(rows),
      little(`\uFEFF${rows}`).swap16(),
      little(rows).swap16(),
    ]) {
      assert.deepEqual(
        (await parsePriceCsv([bytes])).rows.map(({ date }) => date),
        ['2024-01-02'],
      );
    }
  });
});

describe('what is no table', () => {
  test('a page, JSON and a message are recognised and quoted', async () => {
    const cases: [string, string][] = [
      [
        '<!DOCTYPE html>\n<html><head><title>Just a moment...</title></head></html>',
        'this is a web page and no table of prices: "Just a moment..."',
      ],
      [
        '<html><body><p>Too Many</p> <b>Requests</b></body></html>',
        'this is a web page and no table of prices: "Too Many Requests"',
      ],
      [
        '{\n  "Information": "Our rate limit is 25 requests per day."\n}',
        'this is JSON and no table of prices: "{ \\"Information\\": \\"Our rate limit is 25 requests per day.\\" }"',
      ],
      ['Exceeded the daily hits limit', 'this is a message and no table of prices: "Exceeded the daily hits limit"'],
      ['No data\n', 'this is a message and no table of prices: "No data"'],
      [
        '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
        'this is XML and no table of prices: "AccessDenied Access Denied"',
      ],
      ['<!-- saved -->\n<html><title>Sign in</title></html>', 'this is a web page and no table of prices: "Sign in"'],
      ['[1704067200000,42283.58]', 'this is JSON and no table of prices: "[1704067200000,42283.58]"'],
      ['\u0001\u0002,"x', 'this is no text: a table of prices is a CSV file'],
    ];
    for (const [source, message] of cases) assert.equal(await refusal(source), message);
    assert.match(
      await refusal('Day of trading,First price of day,Top,Bottom,Last\n2024-01-02,1,1,1,1\n'),
      /^unknown header: /,
    );
    const nse = 'Date,series,OPEN,HIGH,LOW,PREV. CLOSE,ltp,close,vwap,52W H,52W L,VOLUME,VALUE,No of trades';
    assert.deepEqual(await dates(text(nse, '02-Jan-2024,EQ,1,1,1,1,1,1,1,1,1,1,1,1')), ['2024-01-02']);
  });
});

describe('columns that the user names', () => {
  const OTHER = 'Day,First,Top,Bottom,Last,Traded';

  test('map a header of no known format', async () => {
    const columns = parseColumnMapping('date=Day,open=First,high=Top,low=Bottom,close=Last,volume=traded');
    const { format, rows } = await parsePriceCsv(text(OTHER, '13.02.2024,1,3,0.5,2,7'), { columns });
    assert.equal(format, 'columns');
    assert.deepEqual(rows, [
      { line: 2, date: '2024-02-13', open: '1', high: '3', low: '0.5', close: '2', volume: '7' },
    ]);
    const { bars } = await readBarsCsv(text(OTHER, '13.02.2024,1,3,0.5,2,7'), { columns });
    assert.deepEqual([bars.dates, [...bars.volume]], [['2024-02-13'], [7]]);
  });

  test('what is not named is found by its usual name', async () => {
    const columns = parseColumnMapping('date=Day,close=Last');
    const { rows } = await parsePriceCsv(text('Day,Open,High,Low,Last', '2024-01-02,1,3,0.5,2'), { columns });
    assert.deepEqual([rows[0].date, rows[0].open, rows[0].close], ['2024-01-02', '1', '2']);
  });

  test('the error of an unknown header shows how', async () => {
    assert.match(
      await refusal(text('Trade Date,Opening,High price,Low price,Close', '2024-01-02,1,1,1,1')),
      /--columns "date=Trade Date,open=Opening,high=High price,low=Low price,close=Close,volume=…"$/,
    );
  });

  test('that are not there, or leave a price open, or a date unclear, are refused', async () => {
    const file = text(OTHER, '01/02/2024,1,3,0.5,2,7');
    assert.match(await refusal(file, 'date=Tag'), /^--columns: there is no column "Tag", found "Day", "First"/);
    assert.match(await refusal(file, 'date=Day,close=Last'), /^--columns: no column for open, high, low; add open=…,/);
    assert.match(
      await refusal(file, 'date=Day,open=First,high=Top,low=Bottom,close=Last'),
      /^the dates of column "Day" may be MM\/DD\/YYYY or DD\/MM\/YYYY, and nothing in the file tells which/,
    );
    assert.match(
      await refusal(text('DAY1,PREV_CLOSE,OPEN_PRICE,HIGH_PRICE,LOW_PRICE,CLOSE_PRICE,AVG_VOL,VOL', '1,1,1,1,1,1,1,1')),
      /--columns "date=DAY1,open=OPEN_PRICE,high=HIGH_PRICE,low=LOW_PRICE,close=CLOSE_PRICE,volume=VOL"$/,
    );
    assert.throws(
      () => parseColumnMapping('when=Day'),
      /it must be field=column parted by commas.*received "when=Day"/,
    );
    assert.throws(() => parseColumnMapping('date=A,date=B'), /each field once, received date again/);
  });
});

describe('splits', () => {
  test('of a plain file are kept for backtests and adjusted for features, and either says so', async () => {
    const file = text(`${HEADER},split_factor`, '2024-01-02,8,8,8,8,10,1', '2024-01-03,4,4,4,4,20,2');
    const kept = await readBarsCsv(file);
    assert.deepEqual(
      [[...kept.bars.close], [...(kept.actions?.splitFactor ?? [])]],
      [
        [8, 4],
        [1, 2],
      ],
    );
    assert.deepEqual(kept.notes, ['splits (2024-01-03: 2) are counted, prices are as in the file']);
    const adjusted = await readBarsCsv(file, { splits: 'adjusted' });
    assert.deepEqual(
      [[...adjusted.bars.close], [...adjusted.bars.volume]],
      [
        [4, 4],
        [20, 20],
      ],
    );
    assert.match(adjusted.notes.join(), /divided by its factor/);
    assert.deepEqual((await parsePriceCsv(file)).notes, [
      'splits (2024-01-03: 2) are stored as split_factor beside prices as in the file',
    ]);
  });

  test('that the file cannot say of prices as they were traded are warned of', async () => {
    const { notes } = await parsePriceCsv(text('timestamp,open,high,low,close,volume', '2024-01-02,1,1,1,1,1'));
    assert.match(notes.join(), /^prices are as traded and the file has no splits/);
  });

  test('in a column that nothing reads are an error, not silence', async () => {
    const file = text(`${HEADER},Split Ratio`, '2024-01-02,8,8,8,8,10,', '2024-01-03,4,4,4,4,20,2:1');
    assert.match(
      await refusal(file),
      /^line 3: column "Split Ratio" has a split \(2:1, on 2024-01-03\), and is not read/,
    );
    await assert.rejects(readBarsCsv(file), { name: 'PriceFileError' });
    assert.equal((await parsePriceCsv(text(`${HEADER},Split Ratio`, '2024-01-02,8,8,8,8,10,1'))).rows.length, 1);
  });

  test('in a row that cannot be used are an error: prices before it would be of another basis', async () => {
    const tiingo = 'date,close,high,low,open,volume,adjClose,divCash,splitFactor';
    const before = '2024-01-02,8,8,8,8,1,2,0,1';
    const unread = text(tiingo, before, '2024-01-03,2,2,2,2,,2,0,4');
    assert.match(
      await refusal(unread),
      /^line 3: the split of 2024-01-03 \(4\) is in a row that cannot be used \(volume is present\)/,
    );
    const blank = text(tiingo, before, '2024-01-03,,,,,,,0,4', '2024-01-04,2,2,2,2,1,2,0,1');
    assert.match(await refusal(blank), /^line 3: the split of 2024-01-03 \(4\) is in a row that cannot be used/);
    await assert.rejects(readBarsCsv(blank), { name: 'PriceFileError', message: /^line 3: the split of 2024-01-03/ });
    const replaced = text(tiingo, before, '2024-01-03,2,2,2,2,1,2,0,4', '2024-01-03,2,2,2,2,1,2,0,1');
    assert.match(
      await refusal(replaced),
      /^line 3: the split of 2024-01-03 \(4\).*line 4 is later, counts, and has another/,
    );
    const ratio = text(`${HEADER},split_factor`, '2024-01-02,8,8,8,8,1,1', '2024-01-03,2,2,2,2,1,4:1');
    assert.match(await refusal(ratio), /^line 3: the split of 2024-01-03 \(4:1\).*split_factor is a number, or empty/);
    assert.equal((await parsePriceCsv(text(`${HEADER},Split Ratio`, '2024-01-02,8,8,8,8,1,1:1'))).rows.length, 1);
  });

  test('that the source has in its prices already are said; when the prices fall by the factor all the same, refused', async () => {
    const yahoo = 'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits';
    const { notes } = await parsePriceCsv(text(yahoo, '2024-01-02,8,8,8,8,1,0,0', '2024-01-03,8,8,8,8,1,0,4'));
    assert.deepEqual(notes, ['splits (2024-01-03: 4) are in the prices already and not counted again']);
    const raw = text(yahoo, '2024-01-02,8,8,8,8,1,0,0', '2024-01-03,2,2,2,2,1,0,4');
    assert.match(
      await refusal(raw),
      /^line 3: the split of 2024-01-03 \(factor 4\) is said to be in the prices already, and is not/,
    );
  });
});
