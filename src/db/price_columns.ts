import pg from 'pg';
import { z } from 'zod';
import { baseType } from './base_type.ts';
import { type Queryable, rows } from './pool.ts';
import type { SqlFile } from './schema_version.ts';

/**
 * Prices and volumes, and what is measured in them: what a source delivers is stored with all its digits. What is found
 * of their quality, a number of days as well as a ratio, has to fit in, too.
 */
const EXACT_COLUMNS = {
  stock_prices: {
    prices: ['open_price', 'high_price', 'low_price', 'close_price'],
    others: ['volume', 'adjusted_close', 'split_factor', 'dividend_amount'],
  },
  index_prices: {
    prices: ['open_value', 'high_value', 'low_value', 'close_value'],
    others: ['trading_volume', 'total_market_cap'],
  },
  indices: { prices: [], others: ['base_value'] },
  data_quality_metrics: { prices: [], others: ['metric_value', 'threshold_value'] },
} as const;
export const WIDENED_TABLES: readonly string[] = Object.keys(EXACT_COLUMNS);
const WANTED = JSON.stringify(
  Object.fromEntries(Object.entries(EXACT_COLUMNS).map(([table, of]) => [table, [...of.prices, ...of.others]])),
);
const VOLUMES: ReadonlySet<string> = new Set(['volume', 'trading_volume']);
const PRICES: ReadonlySet<string> = new Set(Object.values(EXACT_COLUMNS).flatMap(({ prices }) => prices));

const narrowColumn = z.object({
  table: z.string(),
  column: z.string(),
  /** As the catalog writes it: `numeric(15,6)`, `bigint`. */
  type: z.string(),
  /** What is the owner's and depends on the column, so that Postgres would not let it be widened. */
  heldBy: z.array(z.string()),
});
export type NarrowColumn = z.infer<typeof narrowColumn>;

/**
 * A column is narrow when Postgres rounds to its type before anything can look: numeric with a scale, whole numbers.
 * Floating point has a relative precision finer than any source, and stays. What depends on a column is followed through
 * views, row types of views and partitions; indexes, constraints and the column's own default go with it.
 */
const DEPENDENTS = `
  with recursive narrow as (
    select c.oid as relid, c.relname::text as table_name, a.attname, a.attnum, a.attinhcount, c.relkind, t.typtype,
           format_type(a.atttypid, a.atttypmod) as type
    from jsonb_each($1::jsonb) as wanted (table_name, columns)
    join pg_class c on c.relname = wanted.table_name and c.relnamespace = current_schema()::regnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     and a.attname in (select jsonb_array_elements_text(wanted.columns))
    join pg_type t on t.oid = a.atttypid
    ${baseType('a')}
    where base.type in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
       or base.type = 'numeric'::regtype and base.modifier <> -1
  ),
  family as (
    select relid as root, attname, relid, attnum from narrow
    union all
    select f.root, f.attname, i.inhrelid, a.attnum
    from family f
    join pg_inherits i on i.inhparent = f.relid
    join pg_attribute a on a.attrelid = i.inhrelid and a.attname = f.attname
  ),
  -- A rule of a view stands for the view; what depends on a view depends on its row type too.
  dependents as (
    select f.root, f.attname, d.classid, d.objid, coalesce(r.ev_class, 0) as view
    from family f
    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = f.relid and d.refobjsubid = f.attnum
    left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
    left join pg_attrdef own on d.classid = 'pg_attrdef'::regclass and own.oid = d.objid and own.adnum = f.attnum
    where d.classid not in ('pg_constraint'::regclass, 'pg_class'::regclass, 'pg_statistic_ext'::regclass)
      and own.oid is null
    union
    select n.root, n.attname, d.classid, d.objid, coalesce(r.ev_class, 0)
    from dependents n
    join pg_depend d
      on d.refclassid = 'pg_class'::regclass and d.refobjid = n.view and n.view <> 0
      or d.refclassid = 'pg_type'::regclass and d.refobjid = n.objid and n.classid = 'pg_type'::regclass
    left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
  ),
  -- Columns of other tables that have the table's row type, in an array or a composite type perhaps: Postgres changes no
  -- column then, whichever it is.
  row_types as (
    select f.root, f.attname, c.reltype as type, null::oid as classid, null::oid as objid, 0 as objsubid
    from family f join pg_class c on c.oid = f.relid where c.reltype <> 0
    union
    select r.root, r.attname,
           case when d.classid = 'pg_type'::regclass then d.objid
                when c.relkind not in ('r', 'm', 'p') then c.reltype else 0 end,
           d.classid, d.objid, d.objsubid
    from row_types r
    join pg_depend d on d.refclassid = 'pg_type'::regclass and d.refobjid = r.type and r.type <> 0
    left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid and d.objsubid > 0
    where d.classid = 'pg_type'::regclass or c.oid is not null
  ),
  named as (
    select r.root, r.attname, 0::oid as view, null::text as own_view,
           pg_describe_object(r.classid, r.objid, r.objsubid) as description
    from row_types r join pg_class c on r.classid = 'pg_class'::regclass and c.oid = r.objid
    where c.relkind in ('r', 'm', 'p')
    union all
    select n.root, n.attname, n.view, own.relname::text as own_view,
           case when n.view <> 0 then pg_describe_object('pg_class'::regclass, n.view, 0)
                else regexp_replace(pg_describe_object(n.classid, n.objid, 0), '^default value for', 'generated')
                end as description
    from dependents n
    left join pg_class own on own.oid = n.view and own.relkind = 'v' and own.relname = any ($2)
     and own.relnamespace = current_schema()::regnamespace
    where n.classid <> 'pg_type'::regclass
  )`;

const NARROW_COLUMNS = `${DEPENDENTS}
  select w.table_name as "table", w.attname::text as "column", w.type,
         array(select distinct n.description from named n
               where n.root = w.relid and n.attname = w.attname and n.own_view is null
               union all select 'its domain' where w.typtype = 'd'
               union all select 'its table is on another server' where w.relkind = 'f'
               union all select 'its table is a part of another' where w.attinhcount > 0
               order by 1) as "heldBy"
  from narrow w
  order by w.table_name, w.attnum`;

/** Our own views over the columns that can be widened, with what the owner granted on them beside our roles. */
const OWN_VIEWS = `${DEPENDENTS},
  granted as (
    select c.oid, null::text as column_name, g.* from pg_class c cross join lateral aclexplode(c.relacl) g
    union all
    select c.oid, quote_ident(a.attname), g.*
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    cross join lateral aclexplode(a.attacl) g
  )
  select v.relname::text as view,
         array(select format('grant %s%s on %I to %s%s', g.privilege_type, ' (' || g.column_name || ')', v.relname,
                             case g.grantee when 0 then 'public' else quote_ident(grantee.rolname) end,
                             case when g.is_grantable then ' with grant option' else '' end)
               from granted g
               left join pg_roles grantee on grantee.oid = g.grantee
               where g.oid = v.oid and g.grantee <> v.relowner
                 and coalesce(grantee.rolname not like 'pgaugur\\_%', true)) as grants
  from pg_class v
  where v.oid in (
    select n.view from named n
    where n.own_view is not null
      and not exists (select from named o where (o.root, o.attname) = (n.root, n.attname) and o.own_view is null))`;

const ownView = z.object({ view: z.string(), grants: z.array(z.string()) });

/**
 * Columns that would round what they are given, and what keeps each of them from being widened. The constraints
 * prices_survive_rounding and volume_is_exact refuse what can be seen to be spoilt by it (sql/20_prices). The four
 * prices of a table are widened together: a close that is rounded beside a high that is not would lie above it.
 * So are the volumes of both tables: view price_bars is slow over two types.
 */
export async function narrowPriceColumns(db: Queryable, logic: readonly SqlFile[]): Promise<NarrowColumn[]> {
  const found = await rows(db, NARROW_COLUMNS, [WANTED, viewsOf(logic)], narrowColumn);
  return found.map((one) => {
    const together = found.filter((other) => groupOf(other) === groupOf(one));
    return { ...one, heldBy: [...new Set(together.flatMap(({ heldBy }) => heldBy))] };
  });
}

function groupOf({ table, column }: NarrowColumn): string {
  if (PRICES.has(column)) return `prices of ${table}`;
  return VOLUMES.has(column) ? 'volumes' : `${table}.${column}`;
}

/**
 * Makes narrow columns plain numeric, all of a table in one statement. Our own views over them are dropped: the caller
 * applies the logic again, in the same transaction.
 * @returns the columns as they were, and statements that give back what was granted on those views, to be run then
 */
export async function widenPriceColumns(
  db: Queryable,
  logic: readonly SqlFile[],
): Promise<{ readonly widened: readonly NarrowColumn[]; readonly grants: readonly string[] }> {
  const narrow = (await narrowPriceColumns(db, logic)).filter(({ heldBy }) => heldBy.length === 0);
  if (narrow.length === 0) return { widened: [], grants: [] };
  const views = await rows(db, OWN_VIEWS, [WANTED, viewsOf(logic)], ownView);
  if (views.length > 0) {
    await db.query(`drop view ${views.map(({ view }) => pg.escapeIdentifier(view)).join(', ')}`);
  }
  for (const [table, columns] of Map.groupBy(narrow, (column) => column.table)) {
    const changes = columns.map(({ column }) => `alter column ${pg.escapeIdentifier(column)} type numeric`);
    await db.query(`alter table ${pg.escapeIdentifier(table)} ${changes.join(', ')}`);
  }
  return { widened: narrow, grants: views.flatMap(({ grants }) => grants) };
}

/** The views that the logic makes, by name. */
const viewsOf = (logic: readonly SqlFile[]): string[] =>
  logic.flatMap(({ text }) => [...text.matchAll(/^create or replace view (\w+)/gm)].map(([, name]) => name));
