import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** What makes this Node look like one that is too old, in the process that it is given to and no other. */
const OLD_NODE = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.0.0' } })",
)}`;

test('when the older Node that handed over is killed, the newer one ends, too', async () => {
  const outer = spawn(process.execPath, ['--import', OLD_NODE, EXECUTABLE, 'worker', '--wait'], {
    env: { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Both hold the pipes: they close when the last of them is gone.
  const closed = once(outer, 'close');
  await Promise.race([once(outer.stderr, 'data'), once(outer.stdout, 'data'), closed]);
  assert.equal(outer.exitCode, null, 'it waits for its database');
  outer.kill('SIGKILL');
  await closed;
});
