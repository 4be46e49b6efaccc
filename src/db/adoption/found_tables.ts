import { z } from 'zod';
import { type Queryable, rows } from '../pool.ts';

const foundColumn = z.object({
  name: z.string(),
  /** As `format_type` writes it without a modifier, of a domain the type below it; `enum` of any enum. */
  type: z.string(),
  /** How many characters fit in; null where that is not limited. */
  length: z.number().int().nullable(),
  /** Of an enum. */
  labels: z.array(z.string()).nullable(),
  notNull: z.boolean(),
  /** By default, as identity, or generated. */
  fillsItself: z.boolean(),
  /** No value can be given to it. */
  isGenerated: z.boolean(),
});

const foundTable = z.object({
  name: z.string(),
  kind: z.string(),
  primaryKey: z.array(z.string()),
  columns: z.array(foundColumn),
});

export type FoundTable = z.infer<typeof foundTable>;
export type FoundColumn = z.infer<typeof foundColumn>;

/** Those of the named tables that are in the schema. Reads the catalogs alone, which every login may. */
export function findTables(db: Queryable, schema: string, names: readonly string[]): Promise<FoundTable[]> {
  return rows(
    db,
    `select c.relname::text as name, c.relkind::text as kind,
            array(select a.attname::text
                  from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                  where i.indrelid = c.oid and i.indisprimary) as "primaryKey",
            (select coalesce(json_agg(json_build_object(
                      'name', a.attname, 'notNull', a.attnotnull,
                      'type', case when base.typtype = 'e' then 'enum' else format_type(base.oid, null) end,
                      'length', case when base.typname in ('varchar', 'bpchar')
                                     then nullif(case t.typtype when 'd' then t.typtypmod else a.atttypmod end, -1) - 4 end,
                      'labels', (select json_agg(e.enumlabel) from pg_enum e where e.enumtypid = base.oid),
                      'fillsItself', a.atthasdef or a.attidentity <> '', 'isGenerated', a.attgenerated <> '' or a.attidentity = 'a')
                      order by a.attnum), '[]')
             from pg_attribute a
             join pg_type t on t.oid = a.atttypid
             join pg_type base on base.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = any ($2) and c.relkind in ('r', 'p', 'f', 'v', 'm')
     order by array_position($2, c.relname::text)`,
    [schema, names],
    foundTable,
  );
}
