import { globSync } from 'node:fs';

/**
 * What starts last should be short. So the files that take longest come first, those ahead that mostly wait: for a
 * heartbeat to be missed, for a queue to be asked again. Measured one by one on two idle cores, from a minute to ten
 * seconds; the others take less.
 */
const SLOWEST: readonly string[] = [
  'test/pipeline/postgres_restart.test.ts',
  'test/pipeline/worker_death.test.ts',
  'test/cli/start.test.ts',
  'test/pipeline/pooled.test.ts',
  'test/contributing/examples.test.ts',
  'test/pipeline/insert_to_prediction.test.ts',
  'test/pipeline/market_context.test.ts',
  'test/pipeline/arrival.test.ts',
  'test/server/server.test.ts',
  'test/pipeline/pooled_calendars.test.ts',
  'test/pipeline/families.test.ts',
  'test/pipeline/champion.test.ts',
  'test/pipeline/drift.test.ts',
  'test/learn/judging/gate_proof.test.ts',
  'test/backends/libxgboost/training.test.ts',
];

/** All test files, the slowest first. */
export function testFiles(root: string): string[] {
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const missing = SLOWEST.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`SLOWEST names files that are gone: ${missing.join(', ')}`);
  return [...SLOWEST, ...files.filter((file) => !SLOWEST.includes(file))];
}
