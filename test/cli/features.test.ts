import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createProgram } from '../../src/cli/program.ts';
import { FEATURES, newestFeatureSet } from '../../src/features/index.ts';
import { agree, randomBars, readCsv } from '../features/support.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { ownFolder } from '../support/own_folder.ts';
import { SHARED, unlessShared } from '../support/shared.ts';

const HEADER = 'date,open,high,low,close,volume';
const GOOD = '2024-01-02,10,11,9,10.5,1000';

describe('pgaugur features', () => {
  const folder = ownFolder();

  async function file(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  /** Runs the command in this process. @throws what the executable would print as a sentence */
  async function features(t: TestContext, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
    const stdout = t.mock.method(console, 'log', () => {});
    const stderr = t.mock.method(console, 'error', () => {});
    const printed = ({ mock }: typeof stdout): string => mock.calls.map((call) => call.arguments.join(' ')).join('\n');
    try {
      await createProgram().parseAsync(['features', ...args], { from: 'user' });
      return { stdout: printed(stdout), stderr: printed(stderr) };
    } finally {
      t.mock.restoreAll();
    }
  }

  /** The message with which the rows below the header are refused. Nothing may be written, or be left behind. */
  async function refusal(t: TestContext, text: string): Promise<string> {
    const path = await file('refused.csv', text);
    const old = await file('old.csv', 'as it was');
    const files = await readdir(folder);
    let message = '';
    for (const out of [join(folder, 'new.csv'), old]) {
      await assert.rejects(features(t, path, '--out', out), (error) => {
        assert.ok(error instanceof Error && error.name === 'UserError', String(error));
        message = error.message.replace(path, 'refused.csv');
        return true;
      });
    }
    assert.equal(await readFile(old, 'utf8'), 'as it was');
    assert.deepEqual(await readdir(folder), files);
    return message;
  }

  const refusalOfRows = (t: TestContext, ...rows: string[]) => refusal(t, [HEADER, GOOD, ...rows].join('\n'));

  test('indices add their columns behind the others, which stay as they are', async (t) => {
    const prices = await file('prices.csv', csvOf(1));
    const market = await file('market.csv', csvOf(2));
    const fear = await file('fear.csv', csvOf(3));
    const [plain, beside] = [join(folder, 'plain.csv'), join(folder, 'beside.csv')];
    await features(t, prices, '--out', plain);
    const { stdout } = await features(t, prices, '--index', market, '--volatility-index', fear, '--out', beside);
    assert.equal(stdout, `80 rows × ${newestFeatureSet().names.length + 3} columns in ${beside}`);

    const [own, all] = [parse(await readFile(plain, 'utf8')), parse(await readFile(beside, 'utf8'))];
    assert.deepEqual(
      all.rows.map((row) => [...row.slice(0, FEATURES.length + 1), ...row.slice(-2)]),
      own.rows,
    );
    // An index needs no volume, and is not to be overwritten.
    const bare = await file('bare.csv', csvOf(2).replaceAll(/,[^,\n]*(?=\n|$)/g, ','));
    await features(t, prices, '--index', bare, '--volatility-index', fear, '--out', plain);
    assert.equal(await readFile(plain, 'utf8'), await readFile(beside, 'utf8'));
    await assert.rejects(features(t, prices, '--index', bare, '--out', bare), /is one of the files that are read/);

    const last = (name: string) => all.rows[79][all.header.indexOf(name)];
    const index = randomBars(80, 2).close;
    assert.ok(Math.abs(Number(last('index_1_return_1d')) - (index[79] / index[78] - 1)) < 1e-12);
    assert.equal(Number(last('index_1_implied_volatility')), randomBars(80, 3).close[79] / 100);
    assert.equal(last('index_2_return_1d'), '');
  });

  test('what cannot be an index is named', async (t) => {
    const prices = await file('prices.csv', csvOf(1));
    const cases: [string[], RegExp][] = [
      [['--volatility-index', prices], /--volatility-index .*prices\.csv stands beside an index: --index is missing/],
      [Array.from({ length: 5 }, () => ['--index', prices]).flat(), /--index takes up to 4 files, received 5/],
      [['--index', join(folder, 'missing.csv')], /missing\.csv: there is no such file/],
    ];
    for (const [options, message] of cases) {
      await assert.rejects(features(t, prices, ...options), { name: 'UserError', message });
    }
  });

  test('JPM equals the values of independent implementations', { skip: unlessShared('golden/') }, async (t) => {
    const out = join(folder, 'JPM.features.csv');
    // Three sessions have an open outside low–high, and the reference is of the prices as they are published.
    const { stdout } = await features(t, dataFile('dow30/JPM.csv'), '--out', out);
    assert.equal(stdout, `3,019 rows × ${FEATURES.length + 3} columns in ${out}`);

    const reference = readCsv(new URL('golden/JPM.csv', SHARED));
    const actual = parse(await readFile(out, 'utf8'));
    const columns = reference.header.map((name) => actual.header.indexOf(name));
    assert.ok(!columns.includes(-1), 'every reference column is there');
    assert.equal(actual.rows.length, 3019);
    actual.rows.slice(-reference.rows.length).forEach((row, i) => {
      const expected = reference.rows[i];
      assert.equal(row[0], expected[0]);
      columns.forEach((at, j) => {
        const text = row[at];
        const fits =
          text === '' || expected[j] === ''
            ? text === expected[j]
            : j === 0 || agree(Number(text), Number(expected[j]));
        assert.ok(fits, `${reference.header[j]} on ${row[0]}: ${text}, expected ${expected[j]}`);
      });
    });
  });

  test('sessions of real files whose prices contradict each other are computed on and named, and left out when that is asked for', {
    skip: unlessShared('data/'),
  }, async (t) => {
    const out = join(folder, 'real.csv');
    const { stderr } = await features(t, dataFile('dow30/HD.csv'), '--leave-out-contradictions', '--out', out);
    assert.match(stderr, /HD\.csv: warning: 13 rows were left out:\n/);
    assert.equal(parse(await readFile(out, 'utf8')).rows.length, 3006);

    const home = await features(t, dataFile('dow30/HD.csv'), '--out', out);
    assert.match(
      home.stderr,
      /HD\.csv: warning: 12 prices are contradicted by the others of the session, and computed on as in the file \(an import leaves such rows out; so does --leave-out-contradictions\):/,
    );
    assert.match(
      home.stderr,
      /HD\.csv: warning: 1 row was left out:\n.*\n 829 {2}2009-04-17 {2}low +low_price is above 0 +0\.0$/m,
    );
    assert.match(home.stderr, /… and 7 more$/);
    assert.equal(parse(await readFile(out, 'utf8')).rows.length, 3018);

    const boeing = await features(t, dataFile('dow30/BA.csv'), '--out', out);
    assert.match(
      boeing.stderr,
      / 278 {2}2007-02-08 {2}open +open_price is within low–high +200\.0 \(88\.55–90\.36\)$/m,
    );
    assert.doesNotMatch(boeing.stderr, /more$/);
  });

  test('without --out the result is all there is on stdout, and what is not known is an empty cell', async () => {
    const { code, stdout, stderr } = await run(await file('random.csv', randomFile(380)));
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(stdout.endsWith('\n'));
    const { header, rows } = parse(stdout);
    assert.deepEqual(header, ['date', ...FEATURES.map(({ name }) => name), 'growth_future_7d', 'target']);
    assert.equal(rows.length, 380);
    rows.forEach((row, t) => {
      FEATURES.forEach(({ name, warmup }, j) => {
        assert.equal(row[j + 1] !== '', t >= warmup, `${name} in row ${t}: "${row[j + 1]}"`);
      });
      const [growth, target] = row.slice(-2);
      assert.equal(target, t >= 373 ? '' : Number(growth) > 1 ? '1' : '0');
      assert.equal(growth === '', t >= 373);
    });
  });

  test('a reader that closes its end early is no error', async () => {
    const { code, stderr } = await run(await file('long.csv', randomFile(1500)), { closeAfterFirstChunk: true });
    assert.deepEqual([code, stderr], [0, '']);
  });

  test('growth of exactly 1 is target 0', async (t) => {
    const rows = Array.from({ length: 9 }, (_, i) => `2024-01-0${i + 1},10,11,9,10,1`);
    const out = join(folder, 'flat.csv');
    await features(t, await file('flat_prices.csv', [HEADER, ...rows].join('\n')), '--out', out);
    const ends = parse(await readFile(out, 'utf8')).rows.map((row) => row.slice(-2).join());
    assert.deepEqual(ends, ['1,0', '1,0', ',', ',', ',', ',', ',', ',', ',']);
  });

  test('Yahoo and Stooq files give what the plain file gives', async (t) => {
    const dates = ['2024-01-02', '2024-01-03', '2024-01-04'];
    const plain = [HEADER, ...dates.map((date) => `${date},10,11,9,10.5,1000`)];
    const yahoo = ['Date,Open,High,Low,Close,Adj Close,Volume', ...dates.map((date) => `${date},10,11,9,10.5,5,1000`)];
    const stooq = [
      '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
      ...dates.map((date) => `AAA,D,${date.replaceAll('-', '')},000000,10,11,9,10.5,1000,0`),
    ];
    const outputs = [];
    for (const lines of [plain, yahoo, stooq]) {
      const out = join(folder, 'format.csv');
      await features(t, await file('prices.csv', lines.join('\r\n')), '--out', out);
      outputs.push(await readFile(out, 'utf8'));
    }
    assert.equal(parse(outputs[0]).rows.length, 3);
    assert.equal(outputs[1], outputs[0]);
    assert.equal(outputs[2], outputs[0]);
  });

  test('prices before a split are divided by its factor, and that is said', async (t) => {
    const dates = ['2024-01-02', '2024-01-03', '2024-01-04'];
    const plain = [HEADER, ...dates.map((date) => `${date},10,11,9,10.5,1000`)];
    const split = [
      `${HEADER},split_factor`,
      `${dates[0]},40,44,36,42,250,1`,
      ...dates.slice(1).map((date, i) => `${date},10,11,9,10.5,1000,${i === 0 ? 4 : ''}`),
    ];
    const outputs = [];
    for (const lines of [plain, split]) {
      const out = join(folder, 'split.csv');
      const { stderr } = await features(t, await file('splits.csv', lines.join('\n')), '--out', out);
      outputs.push({ text: await readFile(out, 'utf8'), stderr });
    }
    assert.equal(outputs[1].text, outputs[0].text);
    assert.equal(outputs[0].stderr, '');
    assert.match(
      outputs[1].stderr,
      /splits\.csv: prices were as traded: those before a split \(2024-01-03: 4\) are divided/,
    );
  });

  test('rows that are left out are said', async (t) => {
    const rows = [GOOD, '2024-01-03,null,null,null,null,null', '2024-01-04,1,1,1,1,1', '2024-01-04,2,2,2,2,2'];
    const out = join(folder, 'left.csv');
    const { stderr } = await features(t, await file('left_out.csv', [HEADER, ...rows].join('\n')), '--out', out);
    assert.match(
      stderr,
      /left_out\.csv: warning: 2 rows were left out:\nline .*\n +3 .* a row has prices .*\n +4 .*line 5 is later/,
    );
    assert.equal(parse(await readFile(out, 'utf8')).rows.length, 2);
  });

  test('a file in which no row is one to compute on is refused, and says why', async (t) => {
    const path = await file('swapped.csv', [HEADER, '2024-01-02,10,9,11,10,1', '2024-01-03,10,9,11,10,1'].join('\n'));
    await assert.rejects(features(t, path, '--leave-out-contradictions', '--out', join(folder, 'swapped_out.csv')), {
      name: 'UserError',
      message: /swapped\.csv: no row is one to compute on\n.*2 rows were left out:\n/,
    });
  });

  test('another header is read by --columns', async (t) => {
    const out = join(folder, 'columns.csv');
    const path = await file('other.csv', 'Day;Anfang;Hoch;Tief;Ende;Stück\n31.01.2024;10,5;11;9;10,5;1000\n');
    const columns = 'date=Day,open=Anfang,high=Hoch,low=Tief,close=Ende,volume=Stück';
    await features(t, path, '--columns', columns, '--out', out);
    assert.equal(parse(await readFile(out, 'utf8')).rows[0][0], '2024-01-31');
  });

  test('a header without rows gives a header without rows, and a note', async (t) => {
    const out = join(folder, 'header.csv');
    const { stderr } = await features(t, await file('no_rows.csv', `${HEADER}\n`), '--out', out);
    assert.match(stderr, /no_rows\.csv: no row follows the header, so the output is a header alone$/);
    const { header, rows } = parse(await readFile(out, 'utf8'));
    assert.deepEqual([header.length, rows], [FEATURES.length + 3, []]);
  });

  test('each kind of bad line is refused with line, column, rule and value, and nothing is written', async (t) => {
    const cases: [row: string, listed: RegExp][] = [
      ['2024-01-01,10,11,9,10,1', /^ +3 +2024-01-01 +date +dates ascend, .* +2024-01-01 after 2024-01-02$/m],
      ['2024-01-03,NaN,11,9,10,1', /^ +3 +open +open_price is present +NaN$/m],
      ['2024-01-03,10,,9,10,1', /^ +3 +high +high_price is present +\(blank\)$/m],
      ['2024-01-03,10,11,nine,10,1', /^ +3 +low +low_price is a number +nine$/m],
      ['2024-01-03,10,11,9,-10,1', /^ +3 +2024-01-03 +close +close_price is between 1e-9 and 1e12 +-10$/m],
      ['2024-01-03,10,11,9,10,', /^ +3 +volume +volume is present +\(blank\)$/m],
      ['2024-01-03,10,11,9,10,-5', /^ +3 +2024-01-03 +volume +volume is between 0 and 1e19 +-5$/m],
    ];
    for (const [row, listed] of cases) {
      const message = await refusalOfRows(t, row);
      assert.match(message, /^refused\.csv: 1 line breaks a rule, so nothing was computed or written:\n/);
      assert.match(message, listed);
    }
  });

  test('of many bad lines five are listed, among them one of each kind, and the rest is counted', async (t) => {
    const message = await refusalOfRows(
      t,
      ...Array.from({ length: 8 }, (_, i) => `2024-01-1${i},10,11,9,-10,1`),
      '2024-01-20,10,11,9,10,-1',
    );
    const [first, , ...listed] = message.split('\n');
    assert.equal(first, 'refused.csv: 9 lines break a rule, so nothing was computed or written:');
    assert.deepEqual(
      listed.map((line) => line.trim().split(' ')[0]),
      ['3', '4', '5', '6', '11', '…'],
    );
    assert.equal(listed[5], '… and 4 more');
  });

  test('of a file of several symbols one is computed, and it has to be said which', async (t) => {
    const path = await file('two.csv', `${HEADER},Name\n2024-01-02,10,11,9,10,1,A\n2024-01-02,20,21,19,20,1,B\n`);
    await assert.rejects(features(t, path), { message: /one symbol per file \(A\), unless --symbol says which/ });
    const { stdout } = await features(t, path, '--symbol', 'B', '--out', join(folder, 'b.csv'));
    assert.match(stdout, /^1 row × /);
    await assert.rejects(features(t, path, '--symbol', 'C'), { message: /has no rows of the symbol C, but of A, B$/ });
  });

  test('a file that is no price file is refused, and nothing is written', async (t) => {
    assert.match(await refusal(t, ''), /^refused\.csv: empty file: expected the columns/);
    assert.match(await refusal(t, 'what,is,this\n'), /^refused\.csv: unknown header: found/);
    assert.match(await refusal(t, 'PK\u0003\u0004 junk\n'), /^refused\.csv: the zip archive is damaged: it has no /);
    assert.match(
      await refusal(t, 'date,open,high,low,close\n2024-01-02,10,11,9,10.5\n'),
      /^ +1 +there is a volume column +date,open,high,low,close$/m,
    );
    await assert.rejects(features(t, join(folder, 'absent.csv')), { message: /absent\.csv: there is no such file$/ });
    await assert.rejects(features(t, folder), { message: `${folder}: this is a folder, not a file` });
  });

  test('the executable says it on stderr, with exit code 1 and an empty stdout', async () => {
    const { code, stdout, stderr } = await run(await file('bad.csv', `${HEADER}\n2024-01-02,10,11,9,0,1\n`));
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^pgaugur: .*bad\.csv: 1 line breaks a rule/);
    assert.doesNotMatch(stderr, / at .*\.ts:/, 'no stack');
  });

  test('--out replaces a file through a link to it, and leaves nothing beside it', async (t) => {
    const prices = await file('few.csv', `${HEADER}\n${GOOD}\n`);
    const target = await file('target.csv', 'old');
    const link = join(folder, 'link.csv');
    await symlink(target, link);
    const files = await readdir(folder);
    await features(t, prices, '--out', link);
    assert.match(await readFile(target, 'utf8'), /^date,year,/);
    assert.deepEqual(await readdir(folder), files);
  });

  test('--out is refused where it would destroy something or cannot be', async (t) => {
    const text = `${HEADER}\n${GOOD}\n`;
    const prices = await file('precious.csv', text);
    const refused = (out: string, message: RegExp) =>
      assert.rejects(features(t, prices, '--out', out), { name: 'UserError', message });
    await refused(prices, /is one of the files that are read, which it would replace$/);
    await refused(folder, /is a folder, not a file$/);
    await refused('/dev/null', /is no ordinary file; /);
    await refused(join(folder, 'nowhere', 'out.csv'), /cannot be written: there is no folder .*nowhere$/);
    assert.equal(await readFile(prices, 'utf8'), text);
  });
});

const dataFile = (name: string): string => fileURLToPath(new URL(`data/${name}`, SHARED));

function randomFile(sessions: number): string {
  const { dates, open, high, low, close, volume } = randomBars(sessions);
  const rows = dates.map((date, t) => [date, open[t], high[t], low[t], close[t], volume[t]].join());
  return [HEADER, ...rows, ''].join('\n');
}

/** 80 bars of a random walk as a price file. */
function csvOf(seed: number): string {
  const { dates, open, high, low, close, volume } = randomBars(80, seed);
  return [HEADER, ...dates.map((date, t) => [date, open[t], high[t], low[t], close[t], volume[t]].join(','))].join(
    '\n',
  );
}

function parse(csv: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return { header, rows };
}

/** Runs the real executable; its stdout is a pipe. */
function run(
  path: string,
  { closeAfterFirstChunk = false } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [EXECUTABLE, 'features', path],
      { maxBuffer: 2 ** 26 },
      (_, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
    );
    if (closeAfterFirstChunk) child.stdout?.once('data', () => child.stdout?.destroy());
  });
}
