import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { processesOf } from './run_plan.ts';
import { unfinishedTests } from './run_unfinished.ts';
import { suiteOf } from './suites.ts';
import { importsOf } from './support/imports.ts';
import { type Source, sourcesAt } from './support/sources.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What lives beside a test until the test ends it. */
const STARTS: readonly (readonly [name: string, from: RegExp])[] = [
  ['spawn', /^(?:node:)?child_process$/],
  ['fork', /^(?:node:)?child_process$/],
  ['startEmbeddedPostgres', /\/postgres\/embedded\.ts$/],
  ['startTestServer', /\/support\/server\.ts$/],
  ['startPair', /\/support\/standby\.ts$/],
  ['pgbouncer', /\/support\/pgbouncer\.ts$/],
];

/** Tests that start something of it and do not stand where such tests do. */
const misplaced = (tests: readonly Source[]): string[] =>
  tests
    .filter(({ file }) => suiteOf(file) !== 'whole')
    .flatMap(({ file, text }) =>
      importsOf(text).flatMap(({ from = '', names }) =>
        STARTS.filter(([name, where]) => names.includes(name) && where.test(from)).map(
          ([name]) =>
            `${file} imports ${name}: what starts a server, or a process that it has to end, is in test/whole`,
        ),
      ),
    );

describe('the two suites of tests', () => {
  test('have every test file between them, each once', () => {
    const planned = [...processesOf(root, 'each change'), ...processesOf(root, 'whole')].flat();
    const all = globSync('test/**/*.test.ts', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
    assert.ok(all.length > 200, `${all.length} files`);
    assert.deepEqual(planned.toSorted(), all.toSorted());
  });

  test('are both asked for of every commit', () => {
    const commands = readFileSync(`${root}/.ci/run`, 'utf8').split('\n');
    for (const command of ['npm test', 'npm run test:whole']) assert.ok(commands.includes(command), command);
  });

  test('name what did not end where a process that several files share was ended', () => {
    const unfinished = unfinishedTests(root);
    const told = (name: string, file: string) => ({ name, file: `${root}/test/${file}` });
    for (const name of ['ends', 'hangs', 'waits']) unfinished.enqueued(told(name, 'a.test.ts'));
    unfinished.enqueued(told('ends', 'b.test.ts'));
    unfinished.completed(told('ends', 'b.test.ts'));
    unfinished.completed(told('ends', 'a.test.ts'));
    assert.deepEqual(unfinished.of(['test/a.test.ts', 'test/b.test.ts', 'test/c.test.ts']), [
      'test/a.test.ts: hangs; waits',
      'test/c.test.ts: nothing of it has begun',
    ]);
  });

  test('start servers and processes in one of them alone', () => {
    const tests = sourcesAt('test/**/*.test.ts');
    assert.deepEqual(misplaced(tests), []);
    assert.ok(misplaced(tests.map(({ text }) => ({ file: 'test/x.test.ts', text }))).length > 5);
  });
});
