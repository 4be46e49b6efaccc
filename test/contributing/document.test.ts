import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, patched } from './document.ts';

test('a block with a file in its fence is found, others are not', () => {
  const text = '# A\n\n```sh\nls\n```\n\n```ts src/a.ts\nconst a = 1;\n```\n\n```diff src/b.ts\n a\n+b\n```\n';
  assert.deepEqual(blocksOf(text), [
    { language: 'ts', path: 'src/a.ts', text: 'const a = 1;\n' },
    { language: 'diff', path: 'src/b.ts', text: ' a\n+b\n' },
  ]);
});

test('a diff adds and replaces lines at each of its places', () => {
  assert.equal(patched('x\na\nb\nc\nd\n', ' a\n+new\n b\n\n-d\n+e\n'), 'x\na\nnew\nb\nc\ne\n');
});

test('a diff whose lines are gone, or stand twice, is refused', () => {
  assert.throws(() => patched('x\na\n', ' b\n+c\n'), /these lines are not there:\nb\n/);
  assert.throws(() => patched('x\na\na\n', ' a\n+c\n'), /these lines are there twice:\na\n/);
});
