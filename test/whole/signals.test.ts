import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { EXECUTABLE } from '../support/executable.ts';

const SIGNALS = new URL('../../src/cli/host/until_signal.ts', import.meta.url).href;

/** A process that takes for ever to stop, and whose clock stands still until it is told that a second has passed. */
const PROGRAM = `
  import { untilSignal } from ${JSON.stringify(SIGNALS)};
  let now = 0;
  performance.now = () => now;
  setInterval(() => {}, 1000);
  process.on('SIGUSR2', () => { now += 1001; console.log('a second later'); });
  const asked = untilSignal();
  process.on('SIGTERM', () => console.log('heard'));
  console.log('ready');
  await asked;
  console.log('stopping');
`;

test('a signal is ignored within a second of the first and ends the process at once after that', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const said = async () => String(await once(child.stdout, 'data'));
  assert.equal(await said(), 'ready\n');
  child.kill('SIGINT');
  assert.equal(await said(), 'stopping\n');
  child.kill('SIGTERM');
  assert.equal(await said(), 'heard\n');
  child.kill('SIGUSR2');
  assert.equal(await said(), 'a second later\n');
  assert.equal(child.exitCode, null);
  child.kill('SIGINT');
  assert.deepEqual(await exited, [130, null]);
});

test('where the shell of npm was gone before the program was loaded, it ends by itself', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: { ...process.env, npm_lifecycle_event: 'npx', PGAUGUR_STARTED_BY: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    if (said.includes('stopping')) break;
  }
  child.kill('SIGKILL');
  await closed;
  assert.equal(said, 'ready\nstopping\n');
});

/** What makes this Node look like one that is too old, in the process that it is given to and no other. */
const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })",
)}`;

/** Hands over to another one. Nothing listens where its database is to be. */
const waitingWorker = (...flags: string[]) =>
  spawn(process.execPath, ['--import', OLD_NODE, EXECUTABLE, 'worker', ...flags], {
    env: { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

test('when the older Node that handed over is killed, the newer one ends, too', async () => {
  const outer = waitingWorker('--wait');
  // Both hold the pipes: they close when the last of them is gone.
  const closed = once(outer, 'close');
  await Promise.race([once(outer.stderr, 'data'), once(outer.stdout, 'data'), closed]);
  assert.equal(outer.exitCode, null, 'it waits for its database');
  outer.kill('SIGKILL');
  await closed;
});

/** As the list of processes shows them: the process, and those that it has started. */
async function commandLines(pid: number | undefined): Promise<string[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Promise.all(
    [pid, ...children.split(' ').filter(Boolean)].map((id) => readFile(`/proc/${id}/cmdline`, 'utf8')),
  );
}

for (const flags of [['--database-url', 'URL'], ['--database-url=URL']]) {
  test(`a password in ${flags.join(' ')} is not in the list of processes, of the older Node neither`, {
    skip: process.platform === 'linux' ? false : 'what the list of processes shows is read as Linux has it',
  }, async () => {
    const url = 'postgres://nobody:topsecret@127.0.0.1:9/none';
    const outer = waitingWorker('--wait', ...flags.map((flag) => flag.replace('URL', url)));
    const closed = once(outer, 'close');
    try {
      const [said] = await once(outer.stdout, 'data');
      assert.equal(String(said), 'waiting for postgres://nobody:***@127.0.0.1:9/none …\n', 'it reads what it hides');
      const lines = await commandLines(outer.pid);
      assert.equal(lines.length, 2);
      for (const line of lines) assert.match(line, /^pgaugur worker --wait [^:]*\*\*\*\0*$/);
    } finally {
      outer.kill('SIGKILL');
      await closed;
    }
  });
}
