import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { threadOptions } from '../../src/env/thread_options.ts';
import { ownFolder } from '../support/own_folder.ts';

test('a thread inherits what its process was started with', () => {
  assert.equal(threadOptions(['--max-old-space-size=4096', '--expose-gc', '--import', './x.mjs']), undefined);
  assert.equal(threadOptions([]), undefined);
});

test('under a debugger a thread gets what tells it its modules, and no debugger', () => {
  const options = ['--inspect-brk=0', '--max-old-space-size=4096', '-C', 'source', '--import=./x.mjs', '--title', 'x'];
  assert.deepEqual(threadOptions(options), ['-C', 'source', '--import=./x.mjs']);
});

test('threads start whatever options their process has', () => {
  const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const program = `
    const { createCompute } = await import(${source('compute/compute.ts')});
    const { createMatrix } = await import(${source('matrix.ts')});
    const compute = createCompute(1);
    const request = { features: createMatrix(50, 2), scores: Float64Array.from({ length: 50 }, (_, i) => i / 50) };
    console.log('computed', typeof (await compute.driftReference(request, new AbortController().signal)));
    await compute.close();`;
  const file = join(ownFolder(), 'computes.mjs');
  writeFileSync(file, program);
  for (const options of [['--max-semi-space-size=32'], ['--expose-gc', '--inspect=127.0.0.1:0']]) {
    const { stdout, stderr } = spawnSync(process.execPath, [...options, file], { encoding: 'utf8', timeout: 120_000 });
    assert.match(stdout, /computed object/, stderr);
  }
});
