import { createClient } from '../../src/db/pool.ts';
import { createTestDatabase } from '../support/database.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { rows } from '../support/rows.ts';
import { fillBigDatabase, SESSIONS } from './big_database.ts';

/** Enough for pages and indexes to have the shape that they have with more: size is proportional to the rows. */
const INSTRUMENTS = 100;

type Size = {
  readonly name: string;
  readonly rows: number;
  readonly table: number;
  readonly indexes: number;
};

/** What a row takes on disk, with its share of pages, TOAST and indexes, and so what an instrument takes. */
export const storage: Measurement = {
  name: 'storage',
  description: `bytes per row of each table and of its indexes, on ${INSTRUMENTS} instruments × ${SESSIONS} sessions`,
  async run(seed, say) {
    const database = await createTestDatabase();
    const owner = createClient({ databaseUrl: database.url, schema: database.schema });
    await owner.connect();
    try {
      await fillBigDatabase(owner, seed, say, { instruments: INSTRUMENTS });
      const sizes = await rows<Size>(
        owner,
        `select c.relname as name, c.reltuples::float8 as rows, pg_table_size(c.oid)::float8 as "table",
                pg_indexes_size(c.oid)::float8 as indexes
         from pg_class c
         where c.relnamespace = $1::regnamespace and c.relkind = 'r' and c.reltuples >= $2
         order by pg_total_relation_size(c.oid) desc`,
        [database.schema, INSTRUMENTS],
      );
      for (const { name, rows, table, indexes } of sizes) {
        const perRow = `${rounded(table / rows, 0)} + ${rounded(indexes / rows, 0)} bytes a row`;
        say(
          `${name}: ${rows / INSTRUMENTS} rows an instrument, ${perRow}, ${kilobytes(table + indexes)} kB an instrument`,
        );
      }
      return {
        instruments: INSTRUMENTS,
        sessions: SESSIONS,
        tableBytesPerRow: Object.fromEntries(sizes.map(({ name, rows, table }) => [name, rounded(table / rows, 1)])),
        indexBytesPerRow: Object.fromEntries(
          sizes.map(({ name, rows, indexes }) => [name, rounded(indexes / rows, 1)]),
        ),
        rowsPerInstrument: Object.fromEntries(sizes.map(({ name, rows }) => [name, rounded(rows / INSTRUMENTS, 1)])),
        kilobytesPerInstrument: kilobytes(sizes.reduce((sum, { table, indexes }) => sum + table + indexes, 0)),
      };
    } finally {
      await owner.end();
      await database.drop();
    }
  },
};

const kilobytes = (bytes: number): number => rounded(bytes / INSTRUMENTS / 1024, 1);
