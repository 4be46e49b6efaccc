import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf, type Suite } from './suites.ts';
import { ROOMS } from './support/rooms.ts';

/**
 * What starts last should be short. So the files that take longest come first, those ahead that mostly wait: for a
 * heartbeat to be missed, for a queue to be asked again. Measured one by one on two idle cores, from half a minute to ten
 * seconds; the others take less.
 */
const SLOWEST: Readonly<Record<Suite, readonly string[]>> = {
  'each change': [
    'test/pipeline/pooled.test.ts',
    'test/pipeline/insert_to_prediction.test.ts',
    'test/pipeline/market_context.test.ts',
    'test/queues/partial_start.test.ts',
    'test/pipeline/hostile_settings.test.ts',
    'test/pipeline/arrival.test.ts',
    'test/server/server.test.ts',
    'test/db/partition_tables.test.ts',
    'test/pipeline/pooled_calendars.test.ts',
    'test/pipeline/families.test.ts',
    'test/pipeline/upgrade_with_jobs.test.ts',
    'test/pipeline/champion.test.ts',
    'test/pipeline/drift.test.ts',
    'test/learn/judging/gate_proof.test.ts',
    'test/backends/libxgboost/training.test.ts',
  ],
  whole: [
    'test/whole/postgres_restart.test.ts',
    'test/whole/worker_death.test.ts',
    'test/whole/chaos.test.ts',
    'test/whole/first_start.test.ts',
    'test/whole/failed_start.test.ts',
    'test/whole/contributing.test.ts',
    'test/whole/deployed.test.ts',
    'test/whole/standby.test.ts',
    'test/whole/dump_and_restore.test.ts',
    'test/whole/page.test.ts',
  ],
};

/** How many processes tests share that do not have one of their own. */
const SHARED_PROCESSES = { 'only computes': 3, 'only asks Postgres': 3 } as const;
type Sharing = keyof typeof SHARED_PROCESSES;

/**
 * All test files of a suite in the order they are run in, the slowest first. Tests of rooms that only compute leave
 * nothing behind, those of SQL a database that they drop, and most of both take less than a process does to start and to
 * load what it uses: they share a few, each of which is a list.
 */
export function processesOf(root: string, suite: Suite): (readonly string[])[] {
  const files = filesOf(root, suite);
  const slowest = SLOWEST[suite];
  const missing = slowest.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`SLOWEST names files that are gone: ${missing.join(', ')}`);
  const others = files.filter((file) => !slowest.includes(file));
  const alone = (file: string) => [file];
  return [
    ...slowest.map(alone),
    ...shared(others, 'only computes'),
    ...shared(others, 'only asks Postgres'),
    ...others.filter((file) => sharingOf(file) === undefined).map(alone),
  ];
}

/** These files in as many processes, none of them empty. */
function shared(files: readonly string[], sharing: Sharing): (readonly string[])[] {
  const count = SHARED_PROCESSES[sharing];
  const those = files.filter((file) => sharingOf(file) === sharing);
  const groups = Array.from({ length: count }, (_, i) => those.filter((_, j) => j % count === i));
  return groups.filter((group) => group.length > 0);
}

/** A file for each of these processes: what it shares is imported by one that is written into `folder`. */
export async function planTests(root: string, suite: Suite, folder: string): Promise<string[]> {
  return Promise.all(
    processesOf(root, suite).map(async (files, i) => {
      if (files.length === 1) return files[0];
      const path = join(folder, `shared_${i}.test.mjs`);
      await writeFile(path, files.map((file) => `import ${JSON.stringify(join(root, file))};\n`).join(''));
      return path;
    }),
  );
}

/** Of tests of SQL, and of those in a room of src that is pure; those directly in test/ ask for more. */
function sharingOf(file: string): Sharing | undefined {
  if (dirname(file) === 'test/sql') return 'only asks Postgres';
  for (let folder = dirname(file); folder !== 'test' && folder !== '.'; folder = dirname(folder)) {
    const room = ROOMS[folder.replace(/^test/, 'src')];
    if (room) return room.pure === undefined ? undefined : 'only computes';
  }
  return undefined;
}
