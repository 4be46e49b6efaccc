import { z } from 'zod';
import { firstRow, type Queryable } from '../pool.ts';
import type { PartitionableTable } from './tables.ts';

const constraint = z.object({
  name: z.string(),
  type: z.enum(['p', 'u', 'c', 'f', 'x']),
  definition: z.string(),
  validated: z.boolean(),
  columns: z.array(z.string()),
});
const index = z.object({
  name: z.string(),
  definition: z.string(),
  unique: z.boolean(),
  columns: z.array(z.string()),
});

const foundTable = z.object({
  kind: z.string(),
  owner: z.string(),
  /** 1 for a plain table. */
  partitions: z.number().int(),
  /** Whether it is plain, or partitioned as we do it. */
  isOurWay: z.boolean(),
  /** Null for the database's own. */
  tablespace: z.string().nullable(),
  /** Storage parameters, as `name=value`. */
  options: z.array(z.string()),
  /** Those that can be written. */
  columns: z.array(z.string()),
  constraints: z.array(constraint),
  indexes: z.array(index),
  /** Of its identity column. */
  sequence: z.string().nullable(),
});

export type FoundTable = z.infer<typeof foundTable>;
export type FoundConstraint = z.infer<typeof constraint>;
export type FoundIndex = z.infer<typeof index>;

/** What the catalogs say of a table: all that a table like it is made from. Undefined where there is none. */
export function findTable(
  db: Queryable,
  { name, instrument }: Pick<PartitionableTable, 'name' | 'instrument'>,
): Promise<FoundTable | undefined> {
  return firstRow(db, FOUND, [name, instrument], foundTable);
}

const FOUND = `
  select c.relkind::text as kind, pg_get_userbyid(c.relowner)::text as owner,
         case when c.relkind = 'p' then (select count(*) from pg_inherits i where i.inhparent = c.oid)::int else 1 end
           as partitions,
         c.relkind = 'r' or c.relkind = 'p' and p.partstrat = 'h' and p.partnatts = 1 and p.partattrs[0] =
           (select a.attnum from pg_attribute a where a.attrelid = c.oid and a.attname = $2) as "isOurWay",
         coalesce(c.reloptions,
           (select child.reloptions from pg_inherits i join pg_class child on child.oid = i.inhrelid
            where i.inhparent = c.oid and c.relkind = 'p' limit 1), '{}') as options,
         (select s.spcname::text from pg_tablespace s
          where s.oid = coalesce(nullif(c.reltablespace, 0),
            (select child.reltablespace from pg_inherits i join pg_class child on child.oid = i.inhrelid
             where i.inhparent = c.oid and c.relkind = 'p' limit 1))) as tablespace,
         (select array_agg(quote_ident(a.attname) order by a.attnum)
          from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
         (select coalesce(json_agg(json_build_object(
                   'name', k.conname, 'type', k.contype, 'definition', pg_get_constraintdef(k.oid),
                   'validated', k.convalidated, 'columns', array(
                     select a.attname from unnest(k.conkey) with ordinality as key (number, place)
                     join pg_attribute a on a.attrelid = c.oid and a.attnum = key.number order by key.place))
                   order by k.conname), '[]')
          from pg_constraint k
          where k.conrelid = c.oid and k.conparentid = 0 and k.contype in ('p', 'u', 'c', 'f', 'x')) as constraints,
         (select coalesce(json_agg(json_build_object(
                   'name', x.relname, 'definition', pg_get_indexdef(x.oid), 'unique', i.indisunique, 'columns', array(
                     select a.attname from unnest(i.indkey::int2[]) with ordinality as key (number, place)
                     join pg_attribute a on a.attrelid = c.oid and a.attnum = key.number
                     where key.place <= i.indnkeyatts order by key.place))
                   order by x.relname), '[]')
          from pg_index i join pg_class x on x.oid = i.indexrelid
          where i.indrelid = c.oid and not exists (
            select from pg_constraint k where k.conindid = x.oid and k.conrelid = c.oid and k.contype in ('p', 'u', 'x'))
         ) as indexes,
         (select pg_get_serial_sequence(c.oid::regclass::text, a.attname)
          from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '' limit 1) as sequence
  from pg_class c
  left join pg_partitioned_table p on p.partrelid = c.oid
  where c.oid = to_regclass(quote_ident($1))`;
