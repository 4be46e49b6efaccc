import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const SIGNALS = new URL('../../../src/cli/host/until_signal.ts', import.meta.url).href;

/** A process that takes for ever to stop. */
const PROGRAM = `
  import { untilSignal } from ${JSON.stringify(SIGNALS)};
  setInterval(() => {}, 1000);
  const asked = untilSignal();
  console.log('ready');
  await asked;
  console.log('stopping');
`;

test('a signal is ignored within a second of the first and ends the process at once after that', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  assert.equal(String(await once(child.stdout, 'data')), 'stopping\n');
  child.kill('SIGTERM');
  await sleep(1100);
  assert.equal(child.exitCode, null);
  child.kill('SIGINT');
  assert.deepEqual(await exited, [130, null]);
});
