import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { filesOf, type Suite } from './suites.ts';
import { ROOMS } from './support/rooms.ts';

/**
 * What starts last should be short. So the files that take longest come first, those ahead that mostly wait: for a
 * heartbeat to be missed, for a queue to be asked again. Measured one by one on two idle cores, from half a minute to ten
 * seconds; the others take less. Those that share processes are dealt out in this order.
 */
const SLOWEST: Readonly<Record<Suite, readonly string[]>> = {
  'each change': [
    'test/pipeline/pooled.test.ts',
    'test/server/connections.test.ts',
    'test/pipeline/insert_to_prediction.test.ts',
    'test/pipeline/market_context.test.ts',
    'test/pipeline/arrival.test.ts',
    'test/server/server.test.ts',
    'test/pipeline/pooled_calendars.test.ts',
    'test/pipeline/families.test.ts',
    'test/pipeline/champion.test.ts',
    'test/pipeline/drift.test.ts',
    'test/backends/libxgboost/training.test.ts',
  ],
  whole: [
    'test/whole/silent_database.test.ts',
    'test/whole/postgres_restart.test.ts',
    'test/whole/worker_death.test.ts',
    'test/whole/chaos.test.ts',
    'test/whole/first_start.test.ts',
    'test/whole/failed_start.test.ts',
    'test/whole/partial_start.test.ts',
    'test/whole/gate_proof.test.ts',
    'test/whole/pool_gate_proof.test.ts',
    'test/whole/hostile_settings.test.ts',
    'test/whole/partition_tables.test.ts',
    'test/whole/paging.test.ts',
    'test/whole/upgrade_with_jobs.test.ts',
    'test/whole/contributing.test.ts',
    'test/whole/deployed.test.ts',
    'test/whole/standby.test.ts',
    'test/whole/dump_and_restore.test.ts',
    'test/whole/page.test.ts',
  ],
};

/**
 * Which tests share processes, and how many: most take less than a process does to start, to load what it uses and to
 * become fast, and leave nothing behind but a database that they drop. Those have one of their own that load libraries
 * which change the process, and those that count what a process holds.
 */
const SHARED: readonly { readonly processes: number; readonly takes: (file: string) => boolean }[] = [
  { processes: 4, takes: (file) => /^test\/(pipeline|queues|compute|alerts)\//.test(file) && !isAlone(file) },
  { processes: 3, takes: (file) => /^test\/(server|web)\//.test(file) },
  { processes: 3, takes: onlyComputes },
  { processes: 3, takes: (file) => file.startsWith('test/sql/') },
  { processes: 3, takes: (file) => /^test\/(cli|sources)\//.test(file) },
  { processes: 3, takes: (file) => !isAlone(file) },
];

function isAlone(file: string): boolean {
  return (
    file.startsWith('test/backends/') ||
    ['test/compute/pooled_training.test.ts', 'test/lifetime.test.ts', 'test/pipeline/families.test.ts'].includes(file)
  );
}

/** All test files of a suite in the order they are run in, the slowest first; each list is a process. */
export function processesOf(root: string, suite: Suite): (readonly string[])[] {
  const slowest = SLOWEST[suite];
  const files = filesOf(root, suite);
  const missing = slowest.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`SLOWEST names files that are gone: ${missing.join(', ')}`);
  const ordered = [...slowest, ...files.filter((file) => !slowest.includes(file))];
  const sharing = (file: string) => (suite === 'whole' ? undefined : SHARED.find(({ takes }) => takes(file)));
  const processes = [
    ...SHARED.flatMap((group) =>
      dealt(
        ordered.filter((file) => sharing(file) === group),
        group.processes,
      ),
    ),
    ...ordered.filter((file) => sharing(file) === undefined).map((file) => [file]),
  ];
  const place = ([first]: readonly string[]) => ordered.indexOf(first);
  return processes.sort((a, b) => place(a) - place(b));
}

/** These files to so many processes, one after the other; none is empty. */
function dealt(files: readonly string[], processes: number): (readonly string[])[] {
  return Array.from({ length: processes }, (_, i) => files.filter((_, j) => j % processes === i)).filter(
    (group) => group.length > 0,
  );
}

/** What node:test runs in a process: a file, and the test files that it is, or imports. */
export type PlannedProcess = { readonly path: string; readonly files: readonly string[] };

/** A file for each of these processes: what it shares is imported by one that is written into `folder`. */
export async function planTests(root: string, suite: Suite, folder: string): Promise<PlannedProcess[]> {
  return Promise.all(
    processesOf(root, suite).map(async (files, i) => {
      if (files.length === 1) return { path: files[0], files };
      const path = join(folder, `shared_${i}.test.mjs`);
      await writeFile(path, files.map((file) => `import ${JSON.stringify(join(root, file))};\n`).join(''));
      return { path, files };
    }),
  );
}

/** Whether it tests a room of src that is pure. */
function onlyComputes(file: string): boolean {
  for (let folder = dirname(file); folder !== 'test' && folder !== '.'; folder = dirname(folder)) {
    const room = ROOMS[folder.replace(/^test/, 'src')];
    if (room) return room.pure !== undefined;
  }
  return false;
}
