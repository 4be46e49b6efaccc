import { z } from 'zod';
import { baseType } from '../base_type.ts';
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
  /** Whether its rows are shown by policies to others than its owner, and even to him; null where all roles see all. */
  rowSecurity: z.enum(['on', 'forced']).nullable(),
  /** Whether our workers are let through that. */
  letsWorkersThrough: z.boolean(),
  columns: z.array(foundColumn),
});

export type FoundTable = z.infer<typeof foundTable>;
export type FoundColumn = z.infer<typeof foundColumn>;

/** The policy by which workers see the rows of a table that has row level security. */
export const WORKERS_POLICY = 'pgaugur_worker_sees_all';

/** Those of the named tables that are in the schema. Reads the catalogs alone, which every login may. */
export function findTables(db: Queryable, schema: string, names: readonly string[]): Promise<FoundTable[]> {
  return rows(
    db,
    `select c.relname::text as name, c.relkind::text as kind,
            case when c.relforcerowsecurity and c.relrowsecurity
                      and not exists (select from pg_roles where rolname = current_user and (rolsuper or rolbypassrls))
                 then 'forced' when c.relrowsecurity then 'on' end as "rowSecurity",
            exists (select from pg_policy p where p.polrelid = c.oid and p.polname = $3) as "letsWorkersThrough",
            array(select a.attname::text
                  from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
                  where i.indrelid = c.oid and i.indisprimary) as "primaryKey",
            (select coalesce(json_agg(json_build_object(
                      'name', a.attname, 'notNull', a.attnotnull,
                      'type', case when t.typtype = 'e' then 'enum' else format_type(t.oid, null) end,
                      'length', case when t.typname in ('varchar', 'bpchar') then nullif(base.modifier, -1) - 4 end,
                      'labels', (select json_agg(e.enumlabel) from pg_enum e where e.enumtypid = t.oid),
                      'fillsItself', a.atthasdef or a.attidentity <> '', 'isGenerated', a.attgenerated <> '' or a.attidentity = 'a')
                      order by a.attnum), '[]')
             from pg_attribute a ${baseType('a')}
             join pg_type t on t.oid = base.type
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = any ($2) and c.relkind in ('r', 'p', 'f', 'v', 'm')
     order by array_position($2, c.relname::text)`,
    [schema, names, WORKERS_POLICY],
    foundTable,
  );
}
