import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PgCodec } from 'postgraphile/@dataplan/pg';
import { z } from 'zod';
import { createEnums } from '../../src/server/closed_sets.ts';
import { readDeclarations } from '../../src/server/declarations.ts';
import { ownDatabase } from '../support/own_database.ts';
import { columnsOf, resultsOf } from '../support/view_values.ts';

/** Columns whose values a function says, and which. */
const SAID_BY: Readonly<Record<string, string>> = {
  'late_instruments.what': 'late_on',
  'queue_depth.queue': 'jobs_in_queues',
};

const viewColumn = z.object({
  view: z.string(),
  column: z.string(),
  comment: z.string().nullable(),
  definition: z.string().nullable(),
});
const usedColumn = z.object({ view: z.string(), relation: z.string(), column: z.string() });

const enumerated = z.object({ values: z.array(z.object({ value: z.string() })) });
const valuesOf = (set: PgCodec | undefined): readonly string[] | undefined =>
  enumerated.safeParse(set).data?.values.map(({ value }) => value);

describe('the closed sets of views', () => {
  const database = ownDatabase();
  const pool = database.pool({ max: 1 });

  test('are what their SQL can say: a value that is missing would be an error of GraphQL, one too many a promise', async () => {
    const { closedSets } = await readDeclarations(pool, database.schema);
    const enums = createEnums(closedSets);
    const columns = z.array(viewColumn).parse(
      (
        await pool.query(
          `select c.relname as view, a.attname as column, col_description(c.oid, a.attnum) as comment,
                  case c.relkind when 'v' then pg_get_viewdef(c.oid) end as definition
           from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
           where c.relkind in ('r', 'v') and c.relnamespace = $1::regnamespace
             and a.atttypid in ('text'::regtype, 'varchar'::regtype)`,
          [database.schema],
        )
      ).rows,
    );
    const used = z.array(usedColumn).parse(
      (
        await pool.query(
          `select view_name as view, table_name as relation, column_name as column
           from information_schema.view_column_usage where view_schema = $1`,
          [database.schema],
        )
      ).rows,
    );
    const { rows: sources } = await pool.query(
      `select proname as name, coalesce(pg_get_function_sqlbody(oid), prosrc) as source from pg_proc
       where pronamespace = $1::regnamespace and proname = any ($2)`,
      [database.schema, Object.values(SAID_BY)],
    );
    const setOf = (relation: string, column: string) => {
      const comment = columns.find((one) => one.view === relation && one.column === column)?.comment;
      const tag = /^@set (.*)$/m.exec(comment ?? '')?.[1];
      if (tag !== undefined) return enums.ofTag(tag);
      return enums.ofColumn(relation, column) ?? enums.ofName(column);
    };

    const looked: string[] = [];
    for (const { view, column, comment, definition } of columns) {
      const values = valuesOf(setOf(view, column));
      if (!values || definition === null) continue;
      const name = `${view}.${column}`;
      looked.push(name);
      const said = sources.find((one) => one.name === SAID_BY[name])?.source;
      if (typeof said === 'string') {
        for (const value of values) assert.ok(said.includes(`'${value}'`), `${name} is never ${value}`);
        continue;
      }
      const { own, within } = columnsOf(definition);
      const found = new Set<string>();
      const seen = new Set<string>();
      const take = (expressions: Parameters<typeof resultsOf>[0][]): void => {
        for (const result of expressions.flatMap(resultsOf)) {
          assert.ok(!('unknown' in result), `${name} may be ${JSON.stringify(result)}, of which no set says anything`);
          if ('text' in result) found.add(result.text);
          else follow(result.column);
        }
      };
      const follow = (of: string): void => {
        if (seen.has(of)) return;
        seen.add(of);
        for (const { relation } of used.filter((one) => one.view === view && one.column === of)) {
          const base = valuesOf(setOf(relation, of));
          assert.ok(base, `${name} is ${relation}.${of}, which may be anything`);
          for (const value of base) found.add(value);
        }
        take([...(within.get(of) ?? [])]);
      };
      take([...(own.get(column) ?? [])]);
      assert.ok(found.size > 0, `nothing is found that ${name} may be`);
      assert.deepEqual(
        [...found].filter((value) => !values.includes(value)),
        [],
        `${name} may be what its set has not`,
      );
      // A set of a table's may be more than a view shows of it; one that a view declares is its own.
      if (/^@set .*:/m.test(comment ?? '')) assert.deepEqual([...found].toSorted(), values.toSorted(), name);
    }
    assert.ok(looked.includes('run_grid.status') && looked.includes('pipeline_health.health_state'), looked.join());
  });
});
