import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { importCommand } from '../../../src/cli/import/command.ts';
import { createLogin } from '../../support/login.ts';
import { SHARED, unlessShared } from '../../support/shared.ts';
import { pgaugur, runCommand } from '../support.ts';
import { importing, PLAIN } from './support.ts';

const DOW = new URL('data/dow30/', SHARED);

const BROKEN = `${PLAIN}2024-01-04,8,11,9,10,1\n2024-01-05,10,11,0,10,1\n2024-01-08,10,abc,9,10,1\n`;

const output = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      symbol: z.string(),
      rows: z.number(),
      inserted: z.number(),
      unchanged: z.number(),
      refused: z.number(),
      refusedRows: z.array(
        z.object({
          file: z.string(),
          line: z.number(),
          date: z.string().nullable(),
          rule: z.string(),
          value: z.string(),
        }),
      ),
    }),
  ),
  failed: z.array(z.object({ file: z.string(), error: z.string() })),
});

describe('pgaugur import', () => {
  const { database, folder, read, file } = importing();

  test('a file and a symbol are what they are called, whatever that would do elsewhere', async (t) => {
    const names = ["'; drop table ml_models; --.csv", '$(touch owned).csv', '%s %I \\x41.csv', 'A\u001b[2J\nB.csv'];
    const paths = await Promise.all(names.map((name) => file(name, PLAIN)));
    for (const [i, path] of paths.entries()) {
      const symbol = `'"; drop table ml_models; -- ${i}`;
      const { stdout } = await runCommand(t, importCommand(), database, path, '--symbol', symbol, '--create', '--json');
      const { files } = output.parse(JSON.parse(stdout));
      assert.deepEqual(
        files.map((one) => [one.file, one.symbol, one.inserted]),
        [[path, symbol, 2]],
      );
    }
    assert.deepEqual(await read('select count(*)::int as instruments from base_instruments'), [{ instruments: 4 }]);
    assert.deepEqual(await read('select count(*)::int as models from ml_models'), [{ models: 0 }]);
  });

  describe('the command', () => {
    test('the 31 Dow files: what breaks a rule is refused, the rest is loaded, one run each', {
      skip: unlessShared('data/dow30/'),
    }, async () => {
      const names = readdirSync(DOW).filter((name) => name.endsWith('.csv'));
      const expected = (await Promise.all(names.map(brokenRows))).flat();
      const count = (test: (row: BrokenRow) => boolean) => expected.filter(test).length;
      assert.equal(
        count((row) => row.open > row.high || row.open < row.low),
        149,
      );
      assert.equal(
        count((row) => row.close > row.high || row.close < row.low),
        2,
      );
      assert.equal(
        count((row) => row.low === 0),
        1,
      );

      const paths = names.map((name) => fileURLToPath(new URL(name, DOW)));
      const { code, stdout, stderr } = await pgaugur(database, 'import', '--create', '--json', ...paths);
      assert.deepEqual([code, stderr], [0, '']);
      const { files, failed } = output.parse(JSON.parse(stdout));
      assert.deepEqual(failed, []);
      assert.deepEqual(
        files.flatMap(({ symbol, refusedRows }) =>
          refusedRows.map(({ line, date, rule }) => ({ symbol, line, date, rule })),
        ),
        expected.map(({ symbol, line, date, rule }) => ({ symbol, line, date, rule })),
      );
      assert.deepEqual(await read('select count(*)::int as sessions from stock_prices'), [
        { sessions: 93_587 - expected.length },
      ]);
      assert.deepEqual(
        await read('select count(*)::int as runs, count(distinct instrument_id)::int as of from ml_pipeline_runs'),
        [{ runs: 31, of: 31 }],
      );
    });

    test('for a person: a table, the refused rows by file and line, what to do next', async (t) => {
      const path = await file('AAA.csv', BROKEN);
      const { code, stdout } = await runCommand(t, importCommand(), database, path, '--symbol', 'AAA');
      assert.equal(code, 0);
      assert.equal(
        stdout,
        `file     symbol  rows  inserted  corrected  unchanged  refused
AAA.csv  AAA        5         2          0          0        3

New instrument: AAA

AAA.csv: 1 row left out because its prices contradict each other (ohlc_consistency); of this file, pgaugur features and backtest compute on it as published, unless told --leave-out-contradictions

These rows break a rule and were not loaded:
line       date        rule                    value
AAA.csv:4  2024-01-04  ohlc_consistency        open 8, high 11, low 9, close 10
AAA.csv:5  2024-01-05  positive_prices         open 10, high 11, low 0, close 10
AAA.csv:6              high_price is a number  abc

New prices of 1 instrument: pgaugur status shows what becomes of them
`,
      );
    });

    test('of a symbol in two files the last one counts where they differ, and that is said', async (t) => {
      const paths = [await file('AAA.csv', PLAIN), await file('AAA.txt', PLAIN.replace(/\d+$/m, '7'))];
      const again = await runCommand(t, importCommand(), database, ...paths, '--create');
      assert.match(again.stdout, /^AAA is in 2 files, and of sessions that differ the last one counts$/m);
      const once = await runCommand(t, importCommand(), database, paths[1]);
      assert.doesNotMatch(once.stdout, /is in 2 files/);
    });

    test('a file that cannot be read is named, the others are loaded, the exit code is 1', async () => {
      const paths = [
        await file('notes.csv', 'what,is,this\n1,2,3\n'),
        join(folder, 'absent.csv'),
        await file('AAA.csv', PLAIN),
      ];
      const { code, stdout, stderr } = await pgaugur(database, 'import', '--create', ...paths);
      assert.equal(code, 1);
      assert.match(stdout, /^AAA\.csv +AAA +2 +2 +0 +0 +0$/m);
      assert.match(stderr, /notes\.csv: unknown header: found "what", "is", "this"; expected/);
      assert.match(stderr, /absent\.csv: there is no such file/);
      assert.deepEqual(await read('select symbol from base_instruments'), [{ symbol: 'AAA' }]);
    });

    test('--report writes every refused row as CSV', async (t) => {
      const report = join(folder, 'refused.csv');
      const path = await file('AAA.csv', BROKEN);
      const { stdout } = await runCommand(t, importCommand(), database, path, '--create', '--report', report);
      assert.match(stdout, /All of them are in .*refused\.csv/);
      assert.equal(
        await readFile(report, 'utf8'),
        `file,line,date,rule,value
${path},4,2024-01-04,ohlc_consistency,"open 8, high 11, low 9, close 10"
${path},5,2024-01-05,positive_prices,"open 10, high 11, low 0, close 10"
${path},6,,high_price is a number,abc
`,
      );
    });

    test('--symbol with several files is refused before anything is loaded', async (t) => {
      await assert.rejects(runCommand(t, importCommand(), database, 'a.csv', 'b.csv', '--symbol', 'AAA'), {
        name: 'UserError',
        message: '--symbol AAA is for one file, received 2',
      });
    });

    test('a login that may not load is told which rights loading takes', async (t) => {
      const client = await database.connect();
      const { name, url, drop } = await createLogin(client, database, 'pgaugur_reader');
      try {
        const path = await file('rights.csv', PLAIN);
        const load = () => runCommand(t, importCommand(), { ...database, url }, path, '--symbol', 'AAA');
        const { code, stderr } = await load();
        assert.equal(code, 1);
        assert.match(
          stderr,
          /: permission denied for \w+ \w+\. Whoever loads prices needs pgaugur_reader, insert and /,
        );
        await client.query(`
          grant insert, update on stock_prices, index_prices to ${name};
          grant insert on base_instruments, exchanges to ${name}`);
        assert.equal((await load()).code, 0, 'those that are named are enough');
      } finally {
        await client.query(`drop owned by ${name}`);
        await drop();
      }
    });

    test('a schema that is not set up is refused', async (t) => {
      await assert.rejects(runCommand(t, importCommand(), { ...database, schema: 'nowhere' }, 'a.csv'), {
        name: 'SchemaVersionError',
        message: 'schema "nowhere" is not set up for pgaugur. Run: pgaugur migrate',
      });
    });
  });
});

type BrokenRow = {
  symbol: string;
  line: number;
  date: string;
  rule: string;
  open: number;
  high: number;
  low: number;
  close: number;
};

/** The rows of a Dow file that break a rule, read without any code of ours. */
async function brokenRows(name: string): Promise<BrokenRow[]> {
  const [, ...lines] = (await readFile(new URL(name, DOW), 'utf8')).trim().split('\n');
  return lines.flatMap((text, i) => {
    const [date, ...cells] = text.split(',');
    const [open, high, low, close] = cells.map(Number);
    const row = { symbol: name.replace('.csv', ''), line: i + 2, date, open, high, low, close };
    const isConsistent = Math.max(open, close, low) <= high && Math.min(open, close, high) >= low;
    return [
      ...(isConsistent ? [] : [{ ...row, rule: 'ohlc_consistency' }]),
      ...(Math.min(open, high, low, close) > 0 ? [] : [{ ...row, rule: 'positive_prices' }]),
    ];
  });
}
