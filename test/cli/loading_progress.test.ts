import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadingProgress } from '../../src/cli/loading/progress.ts';

const CLEARED = '\r\u001b[K';

/** What is written of four files, the third of which holds several symbols. */
function written(output: { isTTY: boolean; columns: number }, count = 4): string[] {
  const texts: string[] = [];
  const progress = loadingProgress(count, { ...output, write: (text) => texts.push(text) });
  progress.starting('A.csv', 0);
  progress.within('B.csv: BBB', 2.5);
  progress.starting('a long name of a file.csv', 3);
  progress.done();
  return texts;
}

test('all files of an import have one bar, which is rewritten in place and gone at the end', () => {
  assert.deepEqual(written({ isTTY: true, columns: 200 }), [
    `${CLEARED}${'░'.repeat(24)} 0/4  A.csv`,
    `${CLEARED}${'█'.repeat(15)}${'░'.repeat(9)} 2/4  B.csv: BBB`,
    `${CLEARED}${'█'.repeat(18)}${'░'.repeat(6)} 3/4  a long name of a file.csv`,
    CLEARED,
  ]);
});

test('it stays within its line, or it would not be rewritten', () => {
  const lines = written({ isTTY: true, columns: 35 }).map((text) => text.slice(CLEARED.length));
  assert.ok(lines.every((line) => line.length < 35));
  assert.ok(lines[2].endsWith(' 3/4  a lo'));
});

test('where there is no terminal each file has a line, and one alone none', () => {
  assert.deepEqual(written({ isTTY: false, columns: 0 }), ['[1/4] A.csv\n', '[4/4] a long name of a file.csv\n']);
  assert.deepEqual(written({ isTTY: false, columns: 0 }, 1), []);
});
