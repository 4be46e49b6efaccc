import { enumCodec, TYPES } from 'postgraphile/@dataplan/pg';
import { z } from 'zod';
import type { Pool } from '../db/pool.ts';

/** Values that a constraint allows in a column, and nothing else. */
const closedSet = z.object({
  relation: z.string(),
  column: z.string(),
  /** What the set is called: by the constraint's comment (`@name run_status`), or by its name, without `known_`. */
  name: z.string(),
  values: z.array(z.string()),
});
export type ClosedSet = z.infer<typeof closedSet>;

/** The closed sets of an installation, as the catalog has them: constraints `known_…` of one column. */
export async function readClosedSets(pool: Pool, schema: string): Promise<ClosedSet[]> {
  const { rows } = await pool.query(
    `select c.relname as relation, a.attname as column,
            coalesce(substring(obj_description(k.oid, 'pg_constraint') from '@name (\\w+)'), substr(k.conname, 7)) as name,
            array(select m[1] from regexp_matches(pg_get_constraintdef(k.oid), '''((?:[^'']|'''')*)''::', 'g') m) as values
     from pg_constraint k
     join pg_class c on c.oid = k.conrelid and c.relnamespace = to_regnamespace(quote_ident($1))
     join pg_attribute a on a.attrelid = c.oid and k.conkey = array[a.attnum]
     where k.contype = 'c' and k.conname like 'known\\_%' and pg_get_constraintdef(k.oid) like '%= ANY (%ARRAY[%'
       and a.atttypid in ('text'::regtype, 'varchar'::regtype)
     order by c.relname, a.attname`,
    [schema],
  );
  return z.array(closedSet).parse(rows);
}

const isEnumValue = (value: string): boolean => /^[A-Za-z_]\w*$/.test(value) && !/^(true|false|null|__.*)$/.test(value);

/**
 * Columns with a closed set of values are enums in the API, with the same values. So are columns of views, where a set is
 * named after its column and no other set is called so: views take them from the tables.
 */
export function closedSetsPlugin(sets: readonly ClosedSet[]): GraphileConfig.Plugin {
  const usable = sets.filter(({ values }) => values.length > 0 && values.every(isEnumValue));
  const sameAs = (one: ClosedSet) => (other: ClosedSet) => one.values.join() === other.values.join();
  const isOneOfItsName = (set: ClosedSet) => usable.filter(({ name }) => name === set.name).every(sameAs(set));
  const codecs = new Map(
    usable.map((set) => {
      // Sets of one name that differ are told apart by their tables.
      const name = isOneOfItsName(set) ? set.name : `${set.relation}_${set.name}`;
      return [name, enumCodec({ name, identifier: TYPES.text.sqlType, values: set.values })] as const;
    }),
  );
  const ofTable = new Map(
    usable.map((set) => [
      `${set.relation}.${set.column}`,
      codecs.get(isOneOfItsName(set) ? set.name : `${set.relation}_${set.name}`),
    ]),
  );
  const ofViews = new Map(
    usable.filter((set) => set.name === set.column && isOneOfItsName(set)).map(({ name }) => [name, codecs.get(name)]),
  );
  return {
    name: 'PgaugurClosedSetsPlugin',
    description: 'Columns with a closed set of values are enums',
    version: '1.0.0',
    gather: {
      hooks: {
        pgCodecs_attribute(_info, { pgClass, pgAttribute: { attname }, attribute }) {
          const isText = attribute.codec === TYPES.text || attribute.codec === TYPES.varchar;
          const codec =
            ofTable.get(`${pgClass.relname}.${attname}`) ??
            (pgClass.relkind === 'v' ? ofViews.get(attname) : undefined);
          if (isText && codec) attribute.codec = codec;
        },
      },
    },
  };
}
