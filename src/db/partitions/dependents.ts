import { z } from 'zod';
import { firstRow, type Queryable } from '../pool.ts';
import type { SqlFile } from '../schema_version.ts';
import type { FoundTable } from './found_table.ts';
import { type PartitionableTable, PLAIN } from './tables.ts';

const dependents = z.object({
  /** What is the owner's and would be lost with the table, as people call it. */
  held_by: z.array(z.string()),
  /** Statements that give back what the owner granted on the table, and on what the logic makes over it. */
  grants: z.array(z.string()),
});

/**
 * What depends on a table, followed through views, their row types and functions. What the logic makes is made again
 * after the table was replaced; anything else stands in the way.
 */
export async function findDependents(
  db: Queryable,
  table: PartitionableTable,
  logic: readonly SqlFile[],
): Promise<z.infer<typeof dependents>> {
  const found = await firstRow(
    db,
    DEPENDENTS,
    [table.name, madeBy(logic, 'view'), madeBy(logic, 'function')],
    dependents,
  );
  return found ?? { held_by: [], grants: [] };
}

/** Keys that a partitioned table cannot have, because they do not say the instrument, and that are not ours. */
export function keysInTheWay(table: PartitionableTable, found: FoundTable, partitions: number): string[] {
  if (partitions === PLAIN) return [];
  const unique = [
    ...found.constraints.filter(({ name, type }) => ['p', 'u'].includes(type) && !table.widened.includes(name)),
    ...found.indexes.filter((index) => index.unique),
  ];
  return [
    ...unique
      .filter(({ columns }) => !columns.includes(table.instrument))
      .map(({ name }) => `unique ${name} without ${table.instrument}`),
    ...found.constraints.filter(({ type }) => type === 'x').map(({ name }) => `exclusion constraint ${name}`),
  ];
}

/** What the logic makes, by name. */
const madeBy = (logic: readonly SqlFile[], kind: 'view' | 'function'): string[] =>
  logic.flatMap(({ text }) =>
    [...text.matchAll(new RegExp(`^create or replace ${kind} (\\w+)`, 'gm'))].map(([, name]) => name),
  );

const DEPENDENTS = `
  with recursive dependents as (
    select 'pg_class'::regclass::oid as classid, to_regclass(quote_ident($1))::oid as objid
    union
    select found.classid, found.objid
    from dependents n
    cross join lateral (
      -- A rule of a view stands for the view.
      select case when r.oid is null then d.classid else 'pg_class'::regclass::oid end, coalesce(r.ev_class, d.objid)
      from pg_depend d
      left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
      where d.refclassid = n.classid and d.refobjid = n.objid
        -- Its own indexes, constraints, defaults, partitions and sequence go with the table.
        and (n.objid <> to_regclass(quote_ident($1))::oid or n.classid <> 'pg_class'::regclass
             or d.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass))
    ) found (classid, objid)
  ),
  named as (
    select d.classid, d.objid, v.relname is not null or p.proname is not null as is_own
    from dependents d
    left join pg_class v on d.classid = 'pg_class'::regclass and v.oid = d.objid and v.relkind = 'v'
     and v.relname = any ($2) and v.relnamespace = current_schema()::regnamespace
    left join pg_proc p on d.classid = 'pg_proc'::regclass and p.oid = d.objid
     and p.proname = any ($3) and p.pronamespace = current_schema()::regnamespace
    left join pg_type t on d.classid = 'pg_type'::regclass and t.oid = d.objid
    where d.objid <> to_regclass(quote_ident($1))::oid
      -- Row types, and arrays of them, go with what they describe.
      and not coalesce(t.typrelid <> 0 or t.typelem <> 0, false)
  ),
  family as (
    select to_regclass(quote_ident($1))::oid as oid
    union all
    select i.inhrelid from pg_inherits i join pg_class c on c.oid = i.inhparent
    where i.inhparent = to_regclass(quote_ident($1)) and c.relkind = 'p'
  ),
  held as (
    select pg_describe_object(classid, objid, 0) as what from named where not is_own
    union all
    select format('foreign key %s of %s', k.conname, k.conrelid::regclass)
    from pg_constraint k where k.contype = 'f' and k.confrelid = to_regclass(quote_ident($1)) and k.conparentid = 0
    union all
    select format('trigger %s', t.tgname)
    from pg_trigger t join family f on f.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
    where not t.tgisinternal and t.tgparentid = 0
      and not (p.proname = any ($3) and p.pronamespace = current_schema()::regnamespace)
    union all
    select format('policy %s', p.polname) from pg_policy p join family f on f.oid = p.polrelid
    union all
    select 'row security' from pg_class c join family f using (oid) where c.relrowsecurity
    union all
    select format('rule %s', r.rulename) from pg_rewrite r join family f on f.oid = r.ev_class
    union all
    select format('publication %s', u.pubname)
    from pg_publication_rel p join pg_publication u on u.oid = p.prpubid join family f on f.oid = p.prrelid
    union all
    select format('inheritance with %s', case i.inhparent when c.oid then i.inhrelid else i.inhparent end::regclass)
    from pg_class c join pg_inherits i on c.oid in (i.inhparent, i.inhrelid)
    where c.oid = to_regclass(quote_ident($1)) and c.relkind <> 'p'
    union all
    select format('index %s of a partition', i.indexrelid::regclass)
    from pg_index i join family f on f.oid = i.indrelid
    where f.oid <> to_regclass(quote_ident($1)) and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)
    union all
    select 'its replica identity' from pg_class c join family f using (oid) where c.relreplident <> 'd'
  ),
  granted as (
    select 'table ' || quote_ident(c.relname) as target, null::text as column_name, c.relowner as owner, g.*
    from pg_class c cross join lateral aclexplode(c.relacl) g
    where c.oid = to_regclass(quote_ident($1))
       or c.oid in (select objid from named where classid = 'pg_class'::regclass and is_own)
    union all
    select 'table ' || quote_ident(c.relname), quote_ident(a.attname), c.relowner, g.*
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral aclexplode(a.attacl) g
    where c.oid = to_regclass(quote_ident($1))
       or c.oid in (select objid from named where classid = 'pg_class'::regclass and is_own)
    union all
    select 'function ' || p.oid::regprocedure, null, p.proowner, g.*
    from pg_proc p cross join lateral aclexplode(p.proacl) g
    where p.oid in (select objid from named where classid = 'pg_proc'::regclass and is_own)
  )
  select array(select distinct what from held order by what) as held_by,
         array(select format('grant %s%s on %s to %s%s', g.privilege_type, ' (' || g.column_name || ')', g.target,
                             case g.grantee when 0 then 'public' else quote_ident(grantee.rolname) end,
                             case when g.is_grantable then ' with grant option' else '' end)
               from granted g left join pg_roles grantee on grantee.oid = g.grantee
               where g.grantee <> g.owner
                 and coalesce(grantee.rolname not like 'pgaugur\\_%', g.target not like 'function %')) as grants`;
