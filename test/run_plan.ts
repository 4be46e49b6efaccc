import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOMS } from './support/rooms.ts';

/**
 * What starts last should be short. So the files that take longest come first, those ahead that mostly wait: for a
 * heartbeat to be missed, for a queue to be asked again. Measured one by one on two idle cores, from a minute to ten
 * seconds; the others take less.
 */
const SLOWEST: readonly string[] = [
  'test/pipeline/postgres_restart.test.ts',
  'test/pipeline/worker_death.test.ts',
  'test/cli/start.test.ts',
  'test/cli/failed_start.test.ts',
  'test/pipeline/pooled.test.ts',
  'test/contributing/examples.test.ts',
  'test/pipeline/insert_to_prediction.test.ts',
  'test/pipeline/market_context.test.ts',
  'test/queues/partial_start.test.ts',
  'test/pipeline/hostile_settings.test.ts',
  'test/pipeline/arrival.test.ts',
  'test/server/standby.test.ts',
  'test/server/server.test.ts',
  'test/db/partition_tables.test.ts',
  'test/deploy/start.test.ts',
  'test/pipeline/pooled_calendars.test.ts',
  'test/pipeline/families.test.ts',
  'test/pipeline/champion.test.ts',
  'test/pipeline/drift.test.ts',
  'test/learn/judging/gate_proof.test.ts',
  'test/backends/libxgboost/training.test.ts',
];

/** How many processes the tests share that only compute. */
const SHARED_PROCESSES = 3;

/**
 * All test files in the order they are run in, the slowest first. Tests of rooms that only compute leave nothing behind,
 * and most of them take less than a process does to start: they share a few, each a file in `folder` that imports them.
 */
export async function planTests(root: string, folder: string): Promise<string[]> {
  const files = globSync('test/**/*.test.ts', { cwd: root }).sort();
  const missing = SLOWEST.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`SLOWEST names files that are gone: ${missing.join(', ')}`);
  const others = files.filter((file) => !SLOWEST.includes(file));
  const pure = others.filter(onlyComputes);
  const shared = Array.from({ length: SHARED_PROCESSES }, (_, i) => join(folder, `pure_${i + 1}.test.mjs`));
  for (const [i, path] of shared.entries()) {
    const imported = pure.filter((_, j) => j % SHARED_PROCESSES === i);
    await writeFile(path, imported.map((file) => `import ${JSON.stringify(join(root, file))};\n`).join(''));
  }
  return [...SLOWEST, ...shared, ...others.filter((file) => !onlyComputes(file))];
}

/** Whether a test file stands in a room of src that is pure; those directly in test/ ask for more. */
function onlyComputes(file: string): boolean {
  for (let folder = dirname(file); folder !== 'test' && folder !== '.'; folder = dirname(folder)) {
    const room = ROOMS[folder.replace(/^test/, 'src')];
    if (room) return room.pure !== undefined;
  }
  return false;
}
