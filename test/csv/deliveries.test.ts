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
    await assert.rejects(readBarsCsv(text(`${HEADER},Name`, '2024-01-02,1,1,1,1,1,A', '2024-01-02,2,2,2,2,2,B')), {
      message: 'line 3, column Name: one symbol per file (A), received "B"',
    });
  });

  test('of several series of the NSE the first is read', async () => {
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

describe('yfinance', () => {
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
