import { writeFile } from 'node:fs/promises';
import type pg from 'pg';
import { wholeNumbers } from '../support/command_line.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Figures, type Measurement, quantile, rounded } from '../support/measure.ts';
import { fillBigDatabase, INSTRUMENTS, SESSIONS } from './big_database.ts';
import { comparableMs, peerMs, readMs } from './reading_peer.ts';
import { type Found, type Measured, READINGS, ROUNDS, RUNS, RUNS_OF_THOUSANDS } from './readings.ts';
import { GROWING_TABLES, type TableSize, tableSize } from './table_size.ts';
import { type Clients, ofThousands, type Say, withClients } from './thousands.ts';
import { reportOfSizes, reportOfViews } from './views_report.ts';

const REFERENCE = new URL('../../docs/reference/', import.meta.url);
export const VIEWS_LARGE = new URL('views_large.md', REFERENCE);

/** Every view, as pgaugur_reader, on five years of 500 instruments, or of other numbers of them. */
export const views: Measurement = {
  name: 'views',
  description: `every view as pgaugur_reader × ${SESSIONS} sessions, median of ${RUNS} runs; writes docs/reference/views.md, of other numbers of instruments (2000,10000) views_large.md`,
  flags: { instruments: String(INSTRUMENTS) },
  async run(seed, say, { instruments }) {
    const numbers = wholeNumbers('instruments', instruments, INSTRUMENTS);
    return numbers.length === 1 && numbers[0] === INSTRUMENTS ? smallest(seed, say) : larger(numbers, seed, say);
  },
};

async function smallest(seed: number, say: Say): Promise<Figures> {
  return withDatabase(async (database) =>
    withClients(database, async ({ owner, reader }) => {
      await fillBigDatabase(owner, seed, say);
      const found = await readViews(owner, reader, say);
      const refreshMs = await recordRefreshMs(owner);
      const slowest = found.reduce((one, other) => (other.comparableMs > one.comparableMs ? other : one));
      await writeFile(new URL('views.md', REFERENCE), reportOfViews(found, await commentsOf(owner)));
      return {
        recordRefreshMs: refreshMs,
        slowestViewComparableMs: { [slowest.view]: slowest.comparableMs },
        ...figuresOf(found),
      };
    }),
  );
}

async function larger(numbers: readonly number[], seed: number, say: Say): Promise<Figures> {
  const measured = await ofThousands(numbers, seed, say, (clients, instruments) => measure(clients, instruments, say));
  await writeFile(VIEWS_LARGE, reportOfSizes(measured, 'views'));
  return Object.fromEntries(
    measured.flatMap(({ instruments, found }) =>
      Object.entries(figuresOf(found)).map(([name, figures]) => [`${name}Of${instruments}Instruments`, figures]),
    ),
  );
}

/** The sizes at the end: measuring them writes rows again. */
export async function measure({ owner, reader }: Clients, instruments: number, say: Say): Promise<Measured> {
  const found = await readViews(owner, reader, say, RUNS_OF_THOUSANDS / ROUNDS);
  const tables: TableSize[] = [];
  for (const table of GROWING_TABLES) {
    tables.push(await tableSize(owner, table));
    say(JSON.stringify(tables.at(-1)));
  }
  return { instruments, found, tables };
}

/** What each read took, and what it would take where the peer takes PEER_MS. */
export const figuresOf = (found: readonly Found[]): Record<'viewMs' | 'viewComparableMs', Record<string, number>> => {
  const each = (of: (one: Found) => number) =>
    Object.fromEntries(found.map((one) => [`${one.view}: ${one.how}`, of(one)]));
  return { viewMs: each(({ ms }) => ms), viewComparableMs: each(({ comparableMs }) => comparableMs) };
};

async function withDatabase<Result>(work: (database: TestDatabase) => Promise<Result>): Promise<Result> {
  const database = await createTestDatabase();
  try {
    return await work(database);
  } finally {
    await database.drop();
  }
}

/**
 * Reads every view in some rounds, each in turn with the peer, over a cache that a read before has warmed: so a minute
 * in which the machine is busy is a round of all of them, and not all that is known of one.
 */
export async function readViews(
  owner: pg.Client,
  reader: pg.Client,
  say: Say,
  timesARound = RUNS / ROUNDS,
): Promise<Found[]> {
  const pairs = READINGS.map((): Pair[] => []);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [at, reading] of READINGS.entries()) {
      let read = await readMs(reader, reading.query);
      // What takes a twentieth of a second is read often: less than that disturbs it.
      const times = reading.kind === 'all' ? timesARound : RUNS / ROUNDS;
      for (let time = 0; time < times; time++) {
        const peer = await peerMs(reader, read);
        read = await readMs(reader, reading.query);
        pairs[at].push({ peer, read });
      }
    }
    say(`read ${round} of ${ROUNDS} times`);
  }
  const found: Found[] = [];
  for (const [at, reading] of READINGS.entries()) {
    const median = (of: (pair: Pair) => number) => rounded(quantile(pairs[at].map(of), 0.5), 1);
    const ms = median(({ read }) => read);
    const peer = median(({ peer }) => peer);
    const comparable = median(({ peer, read }) => comparableMs(read, peer));
    const { rows } = await reader.query(reading.query);
    say(
      `${String(ms).padStart(7)} ms, ${comparable} by the peer of ${peer}  ${reading.view}, ${reading.how}: ${rows.length} rows`,
    );
    const plan = await planOf(owner, reading.query);
    found.push({ ...reading, ms, peerMs: peer, comparableMs: comparable, rows: rows.length, plan });
  }
  return found;
}

/** Milliseconds of a read, and of the peer before it. */
type Pair = { readonly peer: number; readonly read: number };

/** What a settled prediction costs: the records of its model and of its instrument, computed again. */
async function recordRefreshMs(owner: pg.Client): Promise<number> {
  const milliseconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await owner.query(
      `select refresh_track_record(array[m.id], array[m.instrument_id])
       from ml_models m where m.status in ('active', 'testing') order by m.id offset $1 limit 1`,
      [run],
    );
    milliseconds.push(performance.now() - started);
  }
  return rounded(quantile(milliseconds, 0.5), 1);
}

/** What a plan reads, and how: its scans, most often executed first. */
async function planOf(db: pg.Client, query: string): Promise<string[]> {
  const { rows } = await db.query(`explain (analyze, format json, timing off, costs off) ${query}`);
  const scans = new Map<string, number>();
  const visit = (node: PlanNode): void => {
    const [relation, index] = [node['Relation Name'], node['Index Name']];
    if (relation !== undefined || index !== undefined) {
      const name = `${node['Node Type']} ${index ?? relation}`;
      scans.set(name, Math.max(scans.get(name) ?? 0, node['Actual Loops']));
    }
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(rows[0]['QUERY PLAN'][0].Plan);
  return [...scans]
    .filter(([, loops]) => loops > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name, loops]) => (loops > 1 ? `${name} ×${loops}` : name));
}

type PlanNode = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
};

async function commentsOf(db: pg.Client): Promise<Map<string, string>> {
  const { rows } = await db.query<{ name: string; comment: string }>(
    `select relname as name, regexp_replace(obj_description(oid, 'pg_class'), '^(@[^\\n]*\\n)*', '') as comment
     from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'v'
     union all
     select proname, obj_description(oid, 'pg_proc') from pg_proc
     where pronamespace = current_schema()::regnamespace and proname = 'explain_prediction'`,
  );
  return new Map(rows.map(({ name, comment }) => [name, comment]));
}
