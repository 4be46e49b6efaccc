import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { backtestPortfolio } from '../../src/backtest/index.ts';
import { barsOf } from '../backtest/arbitrary.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { SHARED, unlessShared } from '../support/shared.ts';
import { run, temporaryFolder } from './tables.ts';

const NONE = Number.NaN;
const DOW = new URL('data/dow30/', SHARED);

/** Ten weekdays from 2024-01-02 on. */
const DATES = [2, 3, 4, 5, 8, 9, 10, 11, 12, 15].map((day) => `2024-01-${String(day).padStart(2, '0')}`);

/** Instruments with a price per session, entered at its open, and a probability, NaN for none. */
const MARKET = {
  ALFA: { prices: [100, 101, 103, 104, 102, 105, 106, 108, 110, 109], signals: [0.7, NONE, NONE, 0.8, 0.1] },
  BETA: { prices: [50, 49, 48, 50, 51, 52, 50, 47, 46, 45], signals: [0.9, 0.9, NONE, 0.2] },
  Gama: { prices: [10, 10, 11, 11, 12, 12, 13, 13, 14, 15], signals: [NONE, 0.65, 0.65] },
};

type Symbol = keyof typeof MARKET;
const SYMBOLS: readonly Symbol[] = ['ALFA', 'BETA', 'Gama'];

const priceText = (symbol: Symbol, from = 0, to = DATES.length): string =>
  [
    'date,open,high,low,close',
    ...DATES.slice(from, to).map((date, t) =>
      `${date},${`${MARKET[symbol].prices[from + t]},`.repeat(4)}`.slice(0, -1),
    ),
  ].join('\n');

/** The scores of the symbols, day by day as such files come. */
const SCORES = [
  'symbol,date,probability',
  ...DATES.flatMap((date, t) =>
    SYMBOLS.flatMap((symbol) => {
      const p = MARKET[symbol].signals[t] ?? NONE;
      return Number.isNaN(p) ? [] : [`${symbol},${date},${p}`];
    }),
  ),
  '',
].join('\n');

/** Price files by name and the scores, written into a folder of their own. */
async function written(t: TestContext, prices: Readonly<Record<string, string>>, scores = SCORES) {
  const { file } = await temporaryFolder(t);
  const files = await Promise.all(Object.entries(prices).map(([name, text]) => file(name, text)));
  return [...files, '--scores', await file('scores.csv', scores)];
}

const all = { 'ALFA.csv': priceText('ALFA'), 'BETA.csv': priceText('BETA'), 'Gama.csv': priceText('Gama') };

const report = async (
  t: TestContext,
  prices: Readonly<Record<string, string>> = all,
  scores = SCORES,
  ...options: string[]
) => (await run(t, 'backtest', ...(await written(t, prices, scores)), ...options)).stdout;

const refusal = async (t: TestContext, prices: Readonly<Record<string, string>>, scores = SCORES) => {
  const args = await written(t, prices, scores);
  const folder = args[0].slice(0, args[0].lastIndexOf('/') + 1);
  try {
    await run(t, 'backtest', ...args);
  } catch (error) {
    assert.ok(error instanceof Error && error.name === 'UserError', String(error));
    return error.message.replaceAll(folder, '');
  }
  return assert.fail('nothing was refused');
};

const printed = z.object({
  rules: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.unknown()),
  contributions: z.array(z.object({ symbol: z.string(), trades: z.number(), contribution: z.number() })),
  trades: z.array(z.looseObject({ symbol: z.string() })),
  equity: z.array(
    z.object({ date: z.iso.date(), cash: z.number(), shares: z.record(z.string(), z.number()), value: z.number() }),
  ),
});

describe('pgaugur backtest with several price files', () => {
  test('--json prints the portfolio that the package computes: figures, trades by symbol, and what is held each day', async (t) => {
    const rules = { threshold: 0.62, maxPositions: 2, weighting: 'signal_strength', holdingSessions: 3 } as const;
    const flags = ['--threshold', '0.62', '--positions', '2', '--weighting', 'signal_strength', '--holding', '3'];
    const args = [EXECUTABLE, 'backtest', ...(await written(t, all)), '--json', '--trials', '5', ...flags];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    assert.equal(stderr, '');
    const found = printed.parse(JSON.parse(stdout));
    const expected = backtestPortfolio(
      SYMBOLS.map((symbol) => ({
        symbol,
        bars: { ...barsOf(MARKET[symbol].prices, MARKET[symbol].prices), dates: DATES },
        signals: DATES.map((_, i) => MARKET[symbol].signals[i] ?? NONE),
      })),
      rules,
      { trials: 5 },
    );
    assert.ok(expected.trades.length >= 3);
    const asPrinted = (value: unknown) => JSON.parse(JSON.stringify(value));
    assert.deepEqual(found.metrics, asPrinted(expected.metrics));
    assert.deepEqual(found.trades, asPrinted(expected.trades));
    assert.deepEqual(
      found.contributions.map(({ symbol }) => symbol),
      SYMBOLS,
    );
    assert.deepEqual({ ...found.rules, ...rules }, found.rules);
    assert.deepEqual(
      found.equity.map(({ date, value }) => [date, value]),
      expected.equity.dates.map((date, i) => [date, expected.equity.value[i]]),
    );
    for (const [i, { shares }] of found.equity.entries()) {
      const held = [...expected.equity.shares].filter(([, of]) => of[i] !== 0).map(([symbol, of]) => [symbol, of[i]]);
      assert.deepEqual(shares, Object.fromEntries(held));
    }
  });

  test('without --json, one screen says how many shared the account by which rules, and who gave most', async (t) => {
    const text = await report(t, all, SCORES, '--positions', '2', '--cost', '0');
    assert.match(text, /^2024-01-02 to 2024-01-15: 10 sessions, 3 instruments, 8 predictions\n/);
    assert.match(text, /\nlong from 0\.6 on, .*, 7 sessions, at most 2 positions of equal weight, cost 0 % a side, /);
    assert.match(text, /\nactivity +\d+ % of the capital at work, turned over \d+\.\d times a year\n/);
    // ALFA: from 101 to 108 with half the capital; BETA from 49 to 47 with the other half; for Gama there was no place.
    assert.match(text, /\nreturn +ALFA 3\.5 %, Gama 0\.0 %, BETA -2\.0 % \(parts of the total return\)$/);
    assert.doesNotMatch(text, /for a part of it only/);
    assert.match(await report(t, all, SCORES, '--weighting', 'signal_strength'), /10 positions weighted by signal str/);
  });

  test('prices that begin or end within the range are named', async (t) => {
    const text = await report(t, {
      'ALFA.csv': priceText('ALFA', 0, 9),
      'BETA.csv': priceText('BETA'),
      'Gama.csv': priceText('Gama', 1),
    });
    assert.match(text, /\nfor a part of it only, prices of 2 of 3: ALFA to 2024-01-12, Gama from 2024-01-03\n/);
  });

  test('prices that contradict each other are traded on and named, or left out when asked, with a line for each file', async (t) => {
    const contradicting = { ...all, 'BETA.csv': all['BETA.csv'].replace('2024-01-03,49,49,', '2024-01-03,49,48,') };
    const args = await written(t, contradicting);
    const fault = 'line 3, 2024-01-03: high_price is at least the low, received 48 (low 49)';
    const without = (await run(t, 'backtest', ...args, '--leave-out-contradictions')).stderr.split('\n');
    assert.match(without[0], /BETA\.csv: warning: 1 row left out: /);
    assert.ok(without[0].endsWith(fault), without[0]);
    assert.equal(without.length, 1);
    const kept = await run(t, 'backtest', ...args);
    const said = `warning: 1 price is contradicted by the others of the session, and traded on as in the file (an import leaves such rows out; so does --leave-out-contradictions): ${fault}`;
    assert.ok(kept.stderr.endsWith(said), kept.stderr);
  });

  test('a single file is no portfolio: it takes no rules of one', async (t) => {
    const args = ['backtest', ...(await written(t, { 'ALFA.csv': all['ALFA.csv'] }, 'date,probability\n'))];
    await assert.rejects(run(t, ...args, '--positions', '3'), {
      message: '--positions 3 is a rule for several price files, received one',
    });
    await assert.rejects(run(t, ...args, '--weighting', 'equal'), {
      message: '--weighting equal is a rule for several price files, received one',
    });
  });

  test('impossible rules of a portfolio are refused by name and value', async (t) => {
    await assert.rejects(report(t, all, SCORES, '--positions', '0'), {
      message: '--positions must be a whole number from 1 on, received "0"',
    });
    await assert.rejects(report(t, all, SCORES, '--weighting', 'by size'), {
      message: '--weighting must be equal or signal_strength, received "by size"',
    });
  });

  test('--top holds the first of each day and sells only below --drop-below, as the package does', async (t) => {
    const symbols = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'];
    const said = (i: number, day: number) => ((day * 3 + i * 7) % 11) / 10;
    const markets = symbols.map((symbol, i) => {
      const prices = DATES.map((_, day) => 100 + ((i + 2) * day) ** 2 / 10);
      return { symbol, prices, signals: DATES.map((_, day) => (day < 8 ? Math.min(1, said(i, day)) : NONE)) };
    });
    const files = Object.fromEntries(
      markets.map(({ symbol, prices }) => [
        `${symbol}.csv`,
        ['date,open,high,low,close', ...DATES.map((date, day) => `${date}${`,${prices[day]}`.repeat(4)}`)].join('\n'),
      ]),
    );
    const scores = [
      'symbol,date,probability',
      ...markets.flatMap(({ symbol, signals }) =>
        signals.flatMap((p, day) => (Number.isNaN(p) ? [] : [`${symbol},${DATES[day]},${p}`])),
      ),
      '',
    ].join('\n');
    const flags = ['--top', '2', '--drop-below', '3'];
    const args = [EXECUTABLE, 'backtest', ...(await written(t, files, scores)), '--json', ...flags];
    const found = printed.parse(JSON.parse((await promisify(execFile)(process.execPath, args)).stdout));
    const expected = backtestPortfolio(
      markets.map(({ symbol, prices, signals }) => ({
        symbol,
        bars: { ...barsOf(prices, prices), dates: DATES },
        signals,
      })),
      { topN: 2, dropBelow: 3 },
    );
    assert.ok(expected.trades.some(({ exitReason }) => exitReason === 'rank'));
    assert.deepEqual(found.trades, JSON.parse(JSON.stringify(expected.trades)));
    assert.match(
      await report(t, files, scores, ...flags),
      /\nlong in the first 2 of each day, at the next open, 7 sessions without a rank, of equal weight, sold below rank 3, /,
    );
  });

  const refusedRanks: [flags: string[], message: RegExp | string][] = [
    [['--top', '0'], '--top must be a whole number from 1 on, received "0"'],
    [['--top', '3', '--drop-below', '2'], '--drop-below must be a whole number from --top (3) on, received "2"'],
    [['--drop-below', '2'], '--drop-below 2 needs --top, which says how many are held'],
    [['--top', '2', '--positions', '3'], '--positions 3 does not go with --top 2, which says how many are held'],
    [
      ['--top', '2', '--direction', 'long_short'],
      '--direction long_short does not go with --top, which holds equal parts, long',
    ],
    [['--top', '2'], /backtest rule topN \(2\) ranks instruments: it needs at least 5, got 3/],
  ];
  for (const [flags, message] of refusedRanks) {
    test(`${flags.join(' ')} is refused for three files`, async (t) => {
      await assert.rejects(report(t, all, SCORES, ...flags), { message });
    });
  }

  test('two files of one symbol are refused', async (t) => {
    const { file } = await temporaryFolder(t);
    const twice = [await file('ALFA.csv', all['ALFA.csv']), await file('ALFA.txt', all['ALFA.csv'])];
    await assert.rejects(run(t, 'backtest', ...twice, '--scores', await file('scores.csv', SCORES)), {
      message: `${twice[0]} and ${twice[1]} are both of ALFA: each price file is named after its symbol`,
    });
  });

  test('symbols with prices or scores only are named, in their own case', async (t) => {
    assert.equal(
      await refusal(t, { 'ALFA.csv': all['ALFA.csv'], 'gama.csv': all['Gama.csv'], 'KO.csv': all['BETA.csv'] }),
      [
        'scores.csv: no probability of gama, KO, of which there are prices',
        'scores.csv: no prices of BETA (line 3), Gama (line 5); there are those of ALFA, gama, KO',
      ].join('\n'),
    );
  });

  test('every fault of every file is said at once', async (t) => {
    const message = await refusal(
      t,
      {
        'ALFA.csv': all['ALFA.csv'].replace('2024-01-08', '2024-01-04'),
        'BETA.csv': 'no prices',
        'Gama.csv': all['Gama.csv'],
      },
      `${SCORES}ALFA,2024-01-05,1.5\n`,
    );
    assert.match(message, /^ALFA\.csv: 1 line breaks a rule, .*\nline .*\n +6 +/);
    assert.match(message, /\nBETA\.csv: this is a message and no table of prices: "no prices"/);
    assert.match(message, /\nscores\.csv: line \d+, column "date": expected each date of ALFA once, it stands on/);
    assert.doesNotMatch(message, /Gama/);
  });

  test('scores of no session are listed with their line, the first of many', async (t) => {
    const strays = [
      'BETA,2024-01-06,0.5',
      'Gama,2024-02-01,0.5',
      ...[1, 2, 3, 4, 5].map((d) => `ALFA,2023-12-0${d},1`),
    ];
    const message = await refusal(t, all, SCORES + strays.join('\n'));
    const line = SCORES.split('\n').length;
    assert.deepEqual(message.split('\n'), [
      `scores.csv: line ${line}: 2024-01-06 is no session of BETA.csv, whose sessions around it are 2024-01-05 and 2024-01-08`,
      `scores.csv: line ${line + 1}: 2024-02-01 is no session of Gama.csv, whose last session is 2024-01-15`,
      ...[1, 2, 3].map(
        (d) =>
          `scores.csv: line ${line + 1 + d}: 2023-12-0${d} is no session of ALFA.csv, whose first session is 2024-01-02`,
      ),
      'scores.csv: … and 2 more scores of no session',
    ]);
  });

  test('a symbol of which nothing was predicted in the period is named with what there is', async (t) => {
    await assert.rejects(report(t, all, SCORES, '--from', '2024-01-05'), {
      message: /^[^\n]*scores\.csv: Gama: no prediction from 2024-01-05; there are 2 from 2024-01-03 to 2024-01-04$/,
    });
  });

  const refusedScores: [what: string, scores: string, message: RegExp][] = [
    [
      'those of one instrument',
      'date,probability\n',
      /^scores\.csv: line 1: expected a column "symbol", received "date/,
    ],
    ['an empty file', '', /^scores\.csv: the file is empty, expected the header symbol,date,probability$/],
    [
      'no symbol',
      'symbol,date,probability\n,2024-01-02,1',
      /line 2, column "symbol": expected a symbol, received an em/,
    ],
  ];
  for (const [what, scores, message] of refusedScores) {
    test(`scores with ${what} are refused`, async (t) => {
      assert.match(await refusal(t, all, scores), message);
    });
  }

  test('thirty-one stocks over three thousand sessions fit on one screen', {
    skip: unlessShared('data/dow30/'),
  }, async (t) => {
    const { file } = await temporaryFolder(t);
    const names = readdirSync(DOW);
    const scores = names.flatMap((name) => {
      const lines = readFileSync(new URL(name, DOW), 'utf8').trim().split('\n').slice(1);
      const closes = lines.map((line) => Number(line.split(',')[4]));
      // What fell most in a week is expected to rise.
      return lines.slice(7).map((line, i) => {
        const p = Math.min(1, Math.max(0, 0.5 - 3 * (closes[i + 7] / closes[i] - 1)));
        return `${name.replace('.csv', '')},${line.slice(0, 10)},${p.toFixed(4)}`;
      });
    });
    const { stdout } = await run(
      t,
      'backtest',
      ...names.map((name) => fileURLToPath(new URL(name, DOW))),
      '--scores',
      await file('scores.csv', ['symbol,date,probability', ...scores].join('\n')),
    );
    assert.match(stdout, /^2006-01-\d\d to 2017-12-29: 3,0\d\d sessions, 31 instruments, 9\d,\d{3} predictions\n/);
    assert.match(stdout, /\nreturn +most from \w+ \d.* %; least from \w+ -?\d/);
    assert.match(stdout, /\ntrades +\d{3,}/);
  });
});
