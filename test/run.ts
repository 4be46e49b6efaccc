// The test command: one Postgres server for the whole run, a migrated template database, then node:test.
//
//   npm test                                           everything
//   npm test -- test/sql/runs.test.ts                  one file, or several
//   npm test -- --test-name-pattern='kill -9' …        only tests of that name, a regular expression
//   npm test -- --watch test/sql/runs.test.ts          again whenever the file or what it imports changes, until Ctrl-C
//   npm test -- --test-concurrency=1 …                 so many files at a time
//
// In watch mode the template database stays as it was at the start: after a change of sql/ or migrations/ start again.
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { planTests } from './run_plan.ts';
import { startTestServer, temporaryFolder } from './support/server.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'test-name-pattern': { type: 'string', multiple: true },
    'test-concurrency': { type: 'string', default: '4' },
    watch: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));

const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());

const folder = await temporaryFolder();
const server = await startTestServer(folder);
try {
  process.env.PGAUGUR_TEST_SERVER = server.url;
  const results = run({
    files: (positionals.length > 0 ? positionals : await planTests(root, folder)).map((file) => resolve(root, file)),
    testNamePatterns: options['test-name-pattern'],
    concurrency: Number(options['test-concurrency']),
    timeout: 600_000,
    watch: options.watch,
    signal: stopped.signal,
  });
  const skipped: string[] = [];
  results.on('test:fail', () => {
    process.exitCode = 1;
  });
  results.on('test:pass', ({ name, skip }) => {
    if (skip !== undefined) skipped.push(`﹣ ${name}: ${skip}`);
  });
  await pipeline(results, new spec(), process.stdout, { end: false });
  if (skipped.length > 0) console.log(`\nskipped:\n${skipped.join('\n')}`);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
