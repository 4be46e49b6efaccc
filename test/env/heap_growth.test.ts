import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** The percent that V8 goes by in a process that was started with these options and has bounded its heap then. */
function percent(...options: string[]): string | undefined {
  const source = JSON.stringify(new URL('../../src/env/heap_growth.ts', import.meta.url).href);
  // What V8 lists as its help has the value of each flag.
  const program = `
    import { setFlagsFromString } from 'node:v8';
    const { boundHeapGrowth } = await import(${source});
    boundHeapGrowth();
    setFlagsFromString('--help');`;
  const { stdout, stderr } = spawnSync(process.execPath, [...options, '--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  assert.equal(stderr, '', 'V8 knows the flag');
  return /--heap-growing-percent=(\d+)/.exec(stdout)?.[1];
}

test('a heap grows by half of what a collection left, unless Node was told otherwise', () => {
  assert.equal(percent(), '50');
  assert.equal(percent('--heap-growing-percent=200'), '200');
  assert.equal(percent('--heap_growing_percent=200'), '200');
});
