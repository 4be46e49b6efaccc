// The test command: one Postgres server for the whole run, a migrated template database, then node:test.
//
//   npm test                                           all but test/whole
//   npm run test:whole                                 those of test/whole
//   npm test -- test/sql/runs.test.ts                  one file, or several
//   npm test -- --test-name-pattern='kill -9' …        only tests of that name, a regular expression
//   npm test -- --watch test/sql/runs.test.ts          again whenever the file or what it imports changes, until Ctrl-C
//   npm test -- --test-concurrency=1 …                 so many files at a time
//
// In watch mode the template database stays as it was at the start: after a change of sql/ or migrations/ start again.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../src/cli/terminal/errors.ts';
import { planTests } from './run_plan.ts';
import { unfinishedTests } from './run_unfinished.ts';
import { commandLine, wholeNumber } from './support/command_line.ts';
import { startTestServer, temporaryFolder } from './support/server.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const USAGE = "usage: npm test -- [file…] [--test-name-pattern='…'] [--watch] [--test-concurrency=n]";
const { options, positionals, concurrency } = commandLine(USAGE, () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'test-name-pattern': { type: 'string', multiple: true },
      'test-concurrency': { type: 'string', default: '4' },
      watch: { type: 'boolean', default: false },
      whole: { type: 'boolean', default: false },
    },
  });
  const concurrency = wholeNumber('test-concurrency', values['test-concurrency'], 1);
  const missing = positionals.find((file) => !statSync(resolve(root, file), { throwIfNoEntry: false })?.isFile());
  if (missing !== undefined) throw new UserError(`there is no test file ${missing}`);
  return { options: values, positionals, concurrency };
});
/** Generous: a process runs up to a quarter of the suite, and may do so on a machine that is a third as fast. */
const TIMEOUT_MILLISECONDS = 1_800_000;

const suite = options.whole ? 'whole' : 'each change';

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

const folder = await temporaryFolder();
loadFaster(folder);
const server = await startTestServer(folder);
try {
  process.env.PGAUGUR_TEST_SERVER = server.url;
  const plan =
    positionals.length > 0
      ? positionals.map((file) => ({ path: file, files: [file] }))
      : await planTests(root, suite, folder);
  const results = run({
    files: plan.map(({ path }) => resolve(root, path)),
    testNamePatterns: options['test-name-pattern'],
    concurrency,
    timeout: TIMEOUT_MILLISECONDS,
    watch: options.watch,
    signal: stopped.signal,
  });
  const skipped: string[] = [];
  const unfinished = unfinishedTests(root);
  const cutOff: string[] = [];
  results.on('test:enqueue', unfinished.enqueued);
  results.on('test:complete', unfinished.completed);
  results.on('test:fail', ({ name, details }) => {
    process.exitCode = 1;
    // A process that reaches its timeout is a failed test, called by the file that it was given.
    const ended = plan.find(({ path }) => resolve(root, path) === resolve(name));
    if (ended && failureType(details.error) === 'testTimeoutFailure') cutOff.push(...unfinished.of(ended.files));
  });
  results.on('test:pass', ({ name, skip }) => {
    if (skip !== undefined) skipped.push(`﹣ ${name}: ${skip}`);
  });
  await pipeline(results, new spec(), process.stdout, { end: false });
  if (cutOff.length > 0) console.log(`\nnot ended when the time was over:\n${cutOff.join('\n')}`);
  if (skipped.length > 0) console.log(`\nskipped:\n${skipped.join('\n')}`);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function failureType(error: object): unknown {
  return 'failureType' in error ? error.failureType : undefined;
}

/**
 * A run starts some hundreds of processes and threads, most for less than a second. So that they do not strip and
 * compile the same files again, one does it for all, and the others find in `folder` what it has made.
 */
function loadFaster(folder: string): void {
  const stripped = join(folder, 'stripped');
  const program = fileURLToPath(new URL('support/stripped/strip.ts', import.meta.url));
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, stripped], { stdio: 'inherit' });
  const hook = new URL('support/stripped/hook.js', import.meta.url);
  hook.searchParams.set('folder', stripped);
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${hook.href}`;
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
}
