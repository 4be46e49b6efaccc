import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

type Said = { readonly status: unknown; readonly stdout: string; readonly stderr: string };

const called = (...words: string[]): Promise<Said> =>
  new Promise((resolve) => {
    const cwd = fileURLToPath(new URL('../..', import.meta.url));
    execFile(process.execPath, words, { cwd }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    );
  });

/** A wrong call, and what is said of it. */
const WRONG: readonly [string[], RegExp][] = [
  [['test/bench/main.ts'], /^what is to be measured\?\n\nusage: npm run -s bench/],
  [['test/bench/main.ts', 'nothing'], /^there is no measurement "nothing"\n\nusage: /],
  [['test/bench/main.ts', 'trees', '--seeds', '1'], /^Unknown option '--seeds'\n\nusage: /],
  [['test/bench/main.ts', 'trees', '--instruments', '500'], /^--instruments is no flag of trees\n\nusage: /],
  [
    ['test/bench/main.ts', 'views', '--instruments', '2000,5'],
    /^--instruments takes a whole number from 500 on, got "5"/,
  ],
  [
    ['test/bench/main.ts', 'partitions', '--instruments', '1e3'],
    /^--instruments takes a whole number from 1 on, got "1e3"/,
  ],
  [['test/bench/main.ts', 'pipeline', '--parts', 'load,all'], /^--parts: unknown all, choose from load, /],
  [
    ['test/bench/main.ts', 'pipeline', '--parts', 'load', '--bars', '0'],
    /^--bars takes a whole number from 1 on, got "0"/,
  ],
  [['test/research/main.ts'], /^what is to be measured\?[\s\S]*or, over any folder of prices:\n/],
  [['test/chaos/main.ts', '--kills', 'many'], /^--kills takes a whole number from 0 on, got "many"\n\nusage: /],
  [['test/chaos/main.ts', '--seed'], /^Option '--seed <value>' argument missing\n\nusage: /],
  [['test/audit/main.ts', '--strict'], /^Unknown option '--strict'\n\nusage: npm run -s audit/],
  [['test/research/main.ts', 'nosuch'], /^there is no measurement "nosuch"\n\nusage: /],
  [['test/dump/main.ts', 'schema.sql'], /^Unexpected argument 'schema\.sql'[\s\S]*\n\nusage: npm run -s dump/],
  [['test/run.ts', 'test/nosuch.test.ts'], /^there is no test file test\/nosuch\.test\.ts\n\nusage: npm test/],
  [['test/run.ts', 'test/sql'], /^there is no test file test\/sql\n/],
  [['test/run.ts', '--wach'], /^Unknown option '--wach'\n\nusage: npm test/],
  [['test/run.ts', '--test-concurrency=all'], /^--test-concurrency takes a whole number from 1 on, got "all"/],
];

describe('a command of a checkout', { concurrency: 4 }, () => {
  for (const [words, says] of WRONG) {
    test(`is told what is wrong, before anything is done: ${words.join(' ')}`, async () => {
      const { status, stdout, stderr } = await called(...words);
      assert.match(stderr, says);
      assert.doesNotMatch(stderr, /^ {4}at /m);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }

  for (const command of ['bench', 'research', 'chaos', 'audit', 'dump']) {
    test(`says how it is called: ${command} --help`, async () => {
      const { status, stdout, stderr } = await called(`test/${command}/main.ts`, '--help');
      assert.match(stdout, new RegExp(`usage: npm run -s ${command}`));
      assert.deepEqual([status, stderr], [0, '']);
    });
  }
});
