import { globSync } from 'node:fs';
import { sep } from 'node:path';

/**
 * Two rooms of tests. What stands in `test/whole` has to do with processes: it starts servers of its own, kills workers,
 * has them fail to start, runs the whole product from outside, or tries hundreds of markets, settings and lists, and so takes
 * minutes. All others are asked for after each change.
 */
export type Suite = 'each change' | 'whole';

const WHOLE = 'test/whole/';

export const suiteOf = (file: string): Suite => (file.startsWith(WHOLE) ? 'whole' : 'each change');

/** The test files of a suite, by their paths from the root, with slashes. */
export const filesOf = (root: string, suite: Suite): string[] =>
  globSync('test/**/*.test.ts', { cwd: root })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => suiteOf(file) === suite)
    .sort();
