import './graphile_mode.ts';

import { enumCodec, type PgCodec, TYPES } from 'postgraphile/@dataplan/pg';
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

/** The closed sets of an installation as enums. */
export type Enums = {
  /** That of a column of a table, by its constraint. */
  ofColumn(relation: string, column: string): PgCodec | undefined;
  /** That which is named as a column is, and of which there is one: views take them from the tables. */
  ofName(column: string): PgCodec | undefined;
  /**
   * That which a comment names, `@set run_status`, or declares, where no constraint of a table does: `@set health: ok, late`.
   * @throws Error when there is no such set, or another one of that name
   */
  ofTag(tag: string): PgCodec;
  all(): readonly PgCodec[];
};

export function createEnums(sets: readonly ClosedSet[]): Enums {
  const usable = sets.filter(({ values }) => values.length > 0 && values.every(isEnumValue));
  const sameAs = (one: ClosedSet) => (other: ClosedSet) => one.values.join() === other.values.join();
  const isOneOfItsName = (set: ClosedSet) => usable.filter(({ name }) => name === set.name).every(sameAs(set));
  // Sets of one name that differ are told apart by their tables.
  const nameOf = (set: ClosedSet) => (isOneOfItsName(set) ? set.name : `${set.relation}_${set.name}`);
  const known = new Map<string, { readonly codec: PgCodec; readonly values: string }>();
  const add = (name: string, values: readonly string[]) => {
    const codec = enumCodec({ name, identifier: TYPES.text.sqlType, values: [...values] });
    known.set(name, { codec, values: values.join() });
    return codec;
  };
  for (const set of usable) if (!known.has(nameOf(set))) add(nameOf(set), set.values);
  const ofTable = new Map(usable.map((set) => [`${set.relation}.${set.column}`, known.get(nameOf(set))?.codec]));
  const shared = new Map(
    usable
      .filter((set) => set.name === set.column && isOneOfItsName(set))
      .map(({ name }) => [name, known.get(name)?.codec]),
  );
  return {
    ofColumn: (relation, column) => ofTable.get(`${relation}.${column}`),
    ofName: (column) => shared.get(column),
    ofTag(tag) {
      const [name, listed] = tag.split(/:\s*/);
      const values = listed?.split(/,\s*/);
      const one = known.get(name);
      if (values && one && one.values !== values.join()) {
        throw new Error(`"@set ${tag}" declares other values than another set of that name: ${one.values}`);
      }
      if (one) return one.codec;
      if (values) return add(name, values);
      throw new Error(`"@set ${tag}" names no constraint "known_${name}" and lists no values`);
    },
    all: () => Array.from(known.values(), ({ codec }) => codec),
  };
}

const tagsOf = (tag: unknown): string[] => [tag ?? []].flat().map(String);

/**
 * Columns with a closed set of values are enums in the API, with the same values. So are columns of views, and what
 * functions take and return: by their names, or by what their comments say of them (`@set run_status` of a column,
 * `@set kind run_kind` of a function).
 */
export const closedSetsPlugin = (enums: Enums): GraphileConfig.Plugin => ({
  name: 'PgaugurClosedSetsPlugin',
  description: 'Columns with a closed set of values are enums',
  version: '1.0.0',
  gather: {
    hooks: {
      pgCodecs_attribute(_info, { pgClass, pgAttribute, attribute }) {
        if (attribute.codec !== TYPES.text && attribute.codec !== TYPES.varchar) return;
        const { attname } = pgAttribute;
        const [said] = tagsOf(pgAttribute.getTags().set);
        const codec =
          said !== undefined
            ? enums.ofTag(said)
            : (enums.ofColumn(pgClass.relname, attname) ??
              (pgClass.relkind === 'v' ? enums.ofName(attname) : undefined));
        if (codec) attribute.codec = codec;
      },
      pgProcedures_PgResourceOptions(_info, { pgProc, resourceOptions }) {
        const said = new Map(
          tagsOf(pgProc.getTags().set).map((tag) => {
            const [, of = '', set = ''] = /^(\S+)\s+(.*)$/.exec(tag) ?? [];
            return [of, enums.ofTag(set)] as const;
          }),
        );
        const codecOf = (name: string | null, codec: PgCodec): PgCodec =>
          (codec === TYPES.text && name !== null && (said.get(name) ?? enums.ofName(name))) || codec;
        const { parameters, codec } = resourceOptions;
        for (const parameter of parameters ?? []) parameter.codec = codecOf(parameter.name, parameter.codec);
        if (!codec.isAnonymous || !codec.attributes) return;
        for (const [name, attribute] of Object.entries(codec.attributes)) {
          attribute.codec = codecOf(name, attribute.codec);
        }
      },
      // Also those that no column has, but the shape of a column.
      pgRegistry_PgRegistryBuilder_pgCodecs(_info, { registryBuilder }) {
        for (const codec of enums.all()) registryBuilder.addCodec(codec);
      },
    },
  },
});
