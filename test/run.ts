// The test command: one Postgres server for the whole run, a migrated template database, then node:test.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { startTestServer, temporaryFolder } from './support/server.ts';

const folder = await temporaryFolder();
const server = await startTestServer(folder);
const files = process.argv.slice(2);
try {
  process.exitCode = await new Promise<number>((done, failed) => {
    const child = spawn(
      process.execPath,
      [
        '--test',
        '--test-concurrency=2',
        '--test-timeout=600000',
        ...(files.length > 0 ? files : ['test/**/*.test.ts']),
      ],
      { stdio: 'inherit', env: { ...process.env, PGAUGUR_TEST_SERVER: server.url } },
    );
    // Ctrl-C ends the tests, with or without --watch, and then the server.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', failed);
    child.on('exit', (code) => done(code ?? 1));
  });
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
