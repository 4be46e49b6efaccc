import { globSync } from 'node:fs';

/**
 * Files that take longest, the longest first: what starts last should be short. Measured one by one; a file that is
 * not here takes less than five seconds.
 */
const SLOWEST: readonly string[] = [];

/** All test files, the slowest first. */
export function testFiles(root: string): string[] {
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const missing = SLOWEST.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`SLOWEST names files that are gone: ${missing.join(', ')}`);
  return [...SLOWEST, ...files.filter((file) => !SLOWEST.includes(file))];
}
