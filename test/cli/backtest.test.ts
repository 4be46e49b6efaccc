import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { backtest } from '../../src/backtest/index.ts';
import { barsOf } from '../backtest/arbitrary.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { run, temporaryFolder } from './tables.ts';

/** Ten weekdays from 2024-01-02 on. */
const DATES = [2, 3, 4, 5, 8, 9, 10, 11, 12, 15].map((day) => `2024-01-${String(day).padStart(2, '0')}`);
const OPEN = [100, 100, 101, 103, 104, 102, 105, 106, 108, 110];
const CLOSE = [100, 101, 103, 104, 102, 105, 106, 108, 110, 109];
const PRICES = ['date,open,high,low,close', ...DATES.map((date, t) => `${date},${OPEN[t]},120,90,${CLOSE[t]}`)].join(
  '\n',
);
const SCORES = `date,probability\n${DATES[0]},0.7\n${DATES[1]},0.9\n${DATES[8]},0.2\n`;

async function files(t: TestContext, prices = PRICES, scores = SCORES) {
  const { file } = await temporaryFolder(t);
  return [await file('prices.csv', prices), '--scores', await file('scores.csv', scores)];
}

async function report(t: TestContext, ...options: string[]): Promise<string> {
  return (await run(t, 'backtest', ...(await files(t)), ...options)).stdout;
}

const printed = z.object({
  rules: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.unknown()),
  trades: z.array(
    z.object({
      entryDate: z.iso.date(),
      entryPrice: z.number(),
      exitDate: z.iso.date(),
      exitPrice: z.number(),
      shares: z.number(),
      return: z.number(),
      exitReason: z.string(),
    }),
  ),
  notes: z.array(z.string()),
  equity: z.array(z.object({ date: z.iso.date(), cash: z.number(), shares: z.number(), value: z.number() })),
});

/** By the executable, because JSON goes to the process's output in one piece. */
async function json(t: TestContext, prices: string, scores: string, ...options: string[]) {
  const args = [EXECUTABLE, 'backtest', ...(await files(t, prices, scores)), '--json', ...options];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  assert.equal(stderr, '');
  return printed.parse(JSON.parse(stdout));
}

describe('pgaugur backtest', () => {
  test('--json prints rules, metrics, trades and the equity of every session', async (t) => {
    const { rules, metrics, trades, equity } = await json(t, PRICES, SCORES, '--cost', '0.01', '--trials', '3');
    assert.deepEqual([rules.threshold, rules.costPerSide, rules.entry], [0.6, 0.01, 'next_open']);
    assert.equal(trades.length, 1);
    const [{ entryDate, entryPrice, exitDate, exitPrice, shares, return: net }] = trades;
    assert.deepEqual([entryDate, entryPrice, exitDate, exitPrice], [DATES[1], 100, DATES[7], 108]);
    assert.ok(Math.abs(shares - 10_000 / 101) < 1e-9);
    assert.ok(Math.abs(net - ((108 * 0.99) / 101 - 1)) < 1e-12);
    assert.deepEqual(
      equity.map(({ date }) => date),
      DATES,
    );
    const same = backtest(
      { ...barsOf(OPEN, CLOSE), dates: DATES },
      [0.7, 0.9, ...new Array(6).fill(Number.NaN), 0.2, Number.NaN],
      { costPerSide: 0.01 },
      { trials: 3 },
    );
    assert.deepEqual(metrics, JSON.parse(JSON.stringify(same.metrics)));
    assert.deepEqual(
      equity.map(({ value }) => value),
      [...same.equity.value],
    );
  });

  test('every rule has a flag', async (t) => {
    const { rules, trades } = await json(
      t,
      PRICES,
      SCORES,
      ...['--threshold', '0.75', '--holding', '3', '--entry', 'close', '--direction', 'long_short', '--cost', '0.002'],
      ...['--slippage', '0.001', '--capital', '5000', '--fraction', '0.5', '--whole-shares'],
    );
    assert.deepEqual(rules, {
      threshold: 0.75,
      holdingSessions: 3,
      entry: 'close',
      direction: 'long_short',
      costPerSide: 0.002,
      slippage: 0.001,
      initialCapital: 5_000,
      capitalFraction: 0.5,
      wholeShares: true,
    });
    assert.deepEqual(
      trades.map(({ entryDate, exitDate, shares, exitReason }) => [entryDate, exitDate, Math.sign(shares), exitReason]),
      [
        [DATES[1], DATES[4], 1, 'horizon'],
        [DATES[8], DATES[9], -1, 'end_of_data'],
      ],
    );
  });

  test('splits and dividends of the price file are respected', async (t) => {
    const prices = PRICES.split('\n')
      .map((line, t) => `${line},${['split_factor', '', '', 2][t] ?? 1},${['dividend_amount'][t] ?? 0}`)
      .join('\n');
    const plain = await json(t, PRICES, SCORES);
    const split = await json(t, prices, SCORES);
    assert.equal(split.equity[3].shares, 2 * plain.equity[1].shares);
  });

  test('prices as they were traded with a column of splits are adjusted, and that is said', async (t) => {
    const traded = DATES.map((date, t) => {
      const factor = t < 4 ? 4 : 1;
      const [open, close] = [OPEN[t] * factor, CLOSE[t] * factor];
      return `${date},${close},${120 * factor},${90 * factor},${open},1,${CLOSE[t]},120,90,${OPEN[t]},1,0.0,${t === 4 ? 4 : 1}`;
    });
    const tiingo = 'date,close,high,low,open,volume,adjClose,adjHigh,adjLow,adjOpen,adjVolume,divCash,splitFactor';
    const prices = [tiingo, ...traded].join('\n');
    const [plain, adjusted] = [await json(t, PRICES, SCORES), await json(t, prices, SCORES)];
    assert.deepEqual(adjusted.metrics, plain.metrics);
    assert.deepEqual([plain.notes, adjusted.notes.length], [[], 2]);
    assert.match(
      adjusted.notes[0],
      /^prices were as traded: those before a split \(2024-01-08: 4\) are divided by its factor/,
    );
    const { stderr } = await run(t, 'backtest', ...(await files(t, prices, SCORES)));
    assert.match(
      stderr,
      /prices\.csv: prices were as traded: .*\n.*prices\.csv: the adjusted close \(adjClose\) is not used/,
    );
  });

  test('without --json, the strategy stands beside buying and holding', async (t) => {
    const text = await report(t, '--cost', '0');
    assert.match(text, /^2024-01-02 to 2024-01-15: 10 sessions, 3 predictions\n/);
    assert.match(text, /long from 0\.6 on, at the next open, 7 sessions, cost 0 % a side, capital 10,000\n/);
    assert.match(text, / strategy +buy and hold\n/);
    assert.match(text, /total return +8\.0 % +9\.0 %\n/);
    assert.match(text, /trades +1, 1 won \(100 %\); mean 8\.00 %, best 8\.0 %, worst 8\.0 %; profit factor –\n/);
    assert.match(text, /probability of a true Sharpe ratio above 0: \d+\.\d %/);
    assert.match(text, /grade +POOR/);
    assert.match(await report(t, '--entry', 'close'), /at the very close predicted from \(optimistic\)/);
    assert.match(await report(t, '--threshold', '0.95'), /trades +none: no prediction reached the threshold/);
    assert.match(await report(t, '--trials', '40'), /above the best of 40 trials without skill: \d+\.\d %/);
  });

  test('--from and --to choose the predictions that count', async (t) => {
    const { trades, equity } = await json(t, PRICES, SCORES, '--from', DATES[1], '--to', DATES[2]);
    assert.equal(equity[0].date, DATES[1]);
    assert.deepEqual(
      trades.map(({ entryDate }) => entryDate),
      [DATES[2]],
    );
  });

  const refusedFlags: [flags: string[], message: RegExp][] = [
    [['--threshold', '0.5'], /^--threshold must be above 0\.5 and below 1, received "0\.5"$/],
    [['--threshold', '1'], /^--threshold must be above 0\.5 and below 1, received "1"$/],
    [['--threshold', 'high'], /^--threshold must be above 0\.5 and below 1, received "high"$/],
    [['--holding', '0'], /^--holding must be a whole number from 1 on, received "0"$/],
    [['--holding', '2.5'], /^--holding must be a whole number from 1 on, received "2\.5"$/],
    [['--cost', '1'], /^--cost must be at least 0 and below 1, received "1"$/],
    [['--slippage', '-0.1'], /^--slippage must be at least 0 and below 1, received "-0\.1"$/],
    [['--capital', '0'], /^--capital must be above 0, received "0"$/],
    [['--fraction', '1.5'], /^--fraction must be above 0 and at most 1, received "1\.5"$/],
    [['--entry', 'open'], /^--entry must be next_open or close, received "open"$/],
    [['--direction', 'short'], /^--direction must be long_only or long_short, received "short"$/],
    [['--trials', '0'], /^--trials must be a whole number from 1 on, received "0"$/],
    [['--from', '2024-02-30'], /^--from must be a date as 2024-01-31, received "2024-02-30"$/],
    [['--from', DATES[3], '--to', DATES[1]], /^--from must not be after --to, received 2024-01-05 and 2024-01-03$/],
    [
      ['--from', DATES[2], '--to', DATES[7]],
      /scores\.csv: no prediction from 2024-01-04 to 2024-01-11; there are 3 from 2024-01-02 to 2024-01-12$/,
    ],
    [['--to', '2023-12-31'], /scores\.csv: no prediction to 2023-12-31; there are 3 from/],
  ];
  for (const [flags, message] of refusedFlags) {
    test(`${flags.join(' ')} is refused`, async (t) => {
      await assert.rejects(report(t, ...flags), { name: 'UserError', message });
    });
  }

  const refusedScores: [what: string, scores: string, message: RegExp][] = [
    ['an empty file', '', /scores\.csv: the file is empty, expected the header date,probability$/],
    ['another header', 'day,p\n', /scores\.csv: line 1: expected a column "date", received "day,p"$/],
    ['a column twice', 'date,probability,date\n', /line 1: expected one column "date", found 2/],
    ['no row', 'date,probability\n', /scores\.csv: no row has a probability, so there is nothing to trade$/],
    ['a cell too many', `${SCORES}${DATES[4]},1,2\n`, /line 5: expected 2 cells as in the header, received "3"$/],
    ['no date', `${SCORES}04/01/2024,1\n`, /line 5, column "date": expected a date as 2024-01-31, received "04\//],
    [
      'a date twice',
      `${SCORES}${DATES[1]},0.5\n`,
      /line 5, column "date": expected each date once, it stands on line 3 too, received "2024-01-03"$/,
    ],
    [
      'a probability above 1',
      `${SCORES}${DATES[4]},1.01\n`,
      /line 5, column "probability": expected a probability from 0 to 1, or an empty cell, received "1\.01"$/,
    ],
    ['a word for a probability', `${SCORES}${DATES[4]},NaN\n`, /line 5, column "probability": .*, received "NaN"$/],
    [
      'a day without a session',
      `${SCORES}2024-01-06,0.5\n`,
      /scores\.csv: line 5: 2024-01-06 is no session of .*prices\.csv, whose sessions around it are 2024-01-05 and 2024-01-08$/,
    ],
    [
      'a day before the prices',
      `${SCORES}2023-12-29,0.5\n`,
      /line 5: 2023-12-29 .*, whose first session is 2024-01-02$/,
    ],
    ['a day behind them', `${SCORES}2024-01-16,0.5\n`, /line 5: 2024-01-16 .*, whose last session is 2024-01-15$/],
  ];
  for (const [what, scores, message] of refusedScores) {
    test(`scores with ${what} are refused`, async (t) => {
      await assert.rejects(run(t, 'backtest', ...(await files(t, PRICES, scores))), { name: 'UserError', message });
    });
  }

  test('rows in any order, other columns and empty probabilities are no fault', async (t) => {
    const scores = `probability,model,date\n0.9,a,${DATES[1]}\n,b,${DATES[3]}\n0.7,c,${DATES[0]}\n0.2,d,${DATES[8]}\n`;
    const { metrics } = await json(t, PRICES, scores);
    assert.deepEqual(metrics, (await json(t, PRICES, SCORES)).metrics);
  });

  test('bad prices and files that are not there are refused by name', async (t) => {
    const [prices, flag, scores] = await files(
      t,
      PRICES.replace('2024-01-08', '2024-01-06').replace('2024-01-05', '2024-01-07'),
    );
    await assert.rejects(run(t, 'backtest', prices, flag, scores), { message: /prices\.csv: 1 line breaks a rule/ });
    const [good] = await files(t);
    await assert.rejects(run(t, 'backtest', good, flag, `${scores}.no`), { message: /csv\.no: there is no such file/ });
    await assert.rejects(run(t, 'backtest', `${good}.no`, flag, scores), { message: /csv\.no: there is no such file/ });
  });

  test('a session whose prices contradict each other is traded on and named, or left out when asked', async (t) => {
    const args = await files(t, PRICES.replace('2024-01-08,104,120', '2024-01-08,104,103'));
    const { stderr } = await run(t, 'backtest', ...args, '--leave-out-contradictions');
    assert.match(stderr, /warning: 1 row was left out:\nline .*\n +6 +2024-01-08 +open/);
    const kept = await run(t, 'backtest', ...args);
    assert.match(
      kept.stderr,
      /1 price is contradicted by the others of the session, and traded on as in the file \(.*\):\nline .*\n +6 +2024-01-08 +open/,
    );
  });
});
