import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBarsCsv } from '../../src/csv/bars.ts';
import { parseColumnMapping } from '../../src/csv/column_mapping.ts';
import { parsePriceCsv } from '../../src/csv/prices.ts';
import { dates, HEADER, refusal, text } from './delivered.ts';

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

describe('letters', () => {
  test('of another encoding behind the begin of a file make no symbol that nobody wrote', async () => {
    const begin = Buffer.from(text(`symbol,${HEADER}`, 'A,2024-01-02,1,1,1,1,1'));
    const behind = Buffer.from('MÜNCHEN,2024-01-02,1,1,1,1,1\n', 'latin1');
    const { rows, rejected } = await parsePriceCsv([begin, behind]);
    assert.deepEqual([rows.length, rejected.map(({ line, column }) => [line, column])], [1, [[3, 'symbol']]]);
    assert.equal(rejected[0].rule, 'symbol is text of the encoding that the file begins with');
    assert.equal((await parsePriceCsv([Buffer.concat([begin, behind])])).rows[1].symbol, 'MÜNCHEN');
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
