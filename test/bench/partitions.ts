import { writeFile } from 'node:fs/promises';
import type pg from 'pg';
import { partitionTables } from '../../src/db/partitions/partition.ts';
import { createClient } from '../../src/db/pool.ts';
import { wholeNumber } from '../support/command_line.ts';
import { createTestDatabase } from '../support/database.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { SESSIONS } from './big_database.ts';
import { fillLargeDatabase, WITH_FEATURES } from './large_database.ts';
import { PEER_IN_WORDS } from './reading_peer.ts';
import { GOALS, goalMs, RUNS_OF_THOUSANDS } from './readings.ts';
import { GROWING_TABLES, type TableSize, tableSize } from './table_size.ts';
import { figuresOf, readViews } from './views.ts';
import { beyondGoals, comparableCell, middlePeerMs } from './views_report.ts';

const PARTITIONS = 16;
const WRITTEN_TO = new URL('../../docs/reference/partitions.md', import.meta.url);

/** What partitions cost and bring: the same rows in plain tables, and divided by instrument. */
export const partitions: Measurement = {
  name: 'partitions',
  flags: { instruments: '2000' },
  description: `every view, sizes and vacuum on thousands of instruments × ${SESSIONS} sessions, plain and in ${PARTITIONS} partitions; writes docs/reference/partitions.md`,
  async run(seed, say, flags) {
    const instruments = wholeNumber('instruments', flags.instruments, 1);
    const database = await createTestDatabase();
    const connect = async (role?: 'pgaugur_reader') => {
      const client = createClient({ databaseUrl: database.url, schema: database.schema, role });
      await client.connect();
      return client;
    };
    const [owner, reader] = [await connect(), await connect('pgaugur_reader')];
    try {
      await fillLargeDatabase(owner, seed, say, instruments);
      const plain = await measure(owner, reader, say);
      const started = performance.now();
      const report = (table: string, copied: number, expected: number) => say(`${table}: ${copied} of ${expected}`);
      await partitionTables(database.url, database.schema, { partitions: PARTITIONS, prices: true, progress: report });
      const seconds = rounded((performance.now() - started) / 1000, 0);
      const divided = await measure(owner, reader, say);
      await writeFile(WRITTEN_TO, reportOf(instruments, plain, divided, seconds));
      return {
        conversionSeconds: seconds,
        plainComparableMs: figuresOf(plain.views).viewComparableMs,
        partitionedComparableMs: figuresOf(divided.views).viewComparableMs,
      };
    } finally {
      await owner.end();
      await reader.end();
      await database.drop();
    }
  },
};

type Measured = {
  readonly views: Awaited<ReturnType<typeof readViews>>;
  readonly tables: readonly TableSize[];
};
async function measure(owner: pg.Client, reader: pg.Client, say: (text: string) => void): Promise<Measured> {
  await owner.query('vacuum analyze');
  const views = await readViews(owner, reader, say, RUNS_OF_THOUSANDS);
  const tables: TableSize[] = [];
  for (const table of GROWING_TABLES) tables.push(await tableSize(owner, table));
  for (const size of tables) say(JSON.stringify(size));
  return { views, tables };
}

function reportOf(instruments: number, plain: Measured, divided: Measured, seconds: number): string {
  const views = plain.views.map((one, i) => {
    const other = divided.views[i];
    const cells = [one, other].map((it) => `${comparableCell(it, instruments)} | ${it.ms}`);
    return `| ${one.view}, ${one.how} | ${one.rows} | ${goalMs(one.kind, instruments)} | ${cells.join(' | ')} |`;
  });
  const tables = plain.tables.map((one, i) => {
    const other = divided.tables[i];
    const pair = (of: (size: TableSize) => number) => `${of(one)}, ${of(other)}`;
    return (
      `| \`${one.table}\` | ${one.rows.toLocaleString('en')} | ${pair((s) => s.tableMb)} | ${pair((s) => s.indexMb)} | ` +
      `${pair((s) => s.largestIndexMb)} | ${pair((s) => s.vacuumSeconds)} |`
    );
  });
  return [
    '# Partitions',
    '',
    `Written by \`npm run -s bench -- partitions --instruments ${instruments}\`: ${instruments.toLocaleString('en')} instruments × ${SESSIONS.toLocaleString('en')} sessions, ` +
      `filled as for [views over thousands](views_large.md) (features of ${WITH_FEATURES.length} instruments), first in plain tables and then in ${PARTITIONS} partitions of each, as \`pgaugur partition --partitions ${PARTITIONS} --prices\` ` +
      `makes them (${seconds} s). Settings of Postgres as they come.`,
    '',
    '## What is read',
    '',
    `Each view as \`pgaugur_reader\`. ${PEER_IN_WORDS}`,
    '',
    GOALS,
    '',
    'Milliseconds by the peer, bold where they are beyond the goal, and as they were. The peer took ' +
      `${middlePeerMs(plain.views)} ms in the middle beside the plain tables, ${middlePeerMs(divided.views)} ms beside the partitions.`,
    '',
    '| read | rows | goal | plain: by the peer | as it was | partitioned: by the peer | as it was |',
    '|---|---|---|---|---|---|---|',
    ...views,
    '',
    `Plain: ${beyondGoals(plain.views, instruments)}`,
    '',
    `Partitioned: ${beyondGoals(divided.views, instruments)}`,
    '',
    '## What is stored',
    '',
    'Plain, and partitioned. The vacuum is one of the whole table, after every tenth instrument’s rows were written again.',
    '',
    '| table | rows | MB | MB of indexes | MB of the largest index | seconds of a vacuum |',
    '|---|---|---|---|---|---|',
    ...tables,
    '',
  ].join('\n');
}
