import type { Queryable } from '../../src/db/pool.ts';
import { bossSchema, workerSchema } from '../../src/db/queue_schemas.ts';
import { column } from './rows.ts';
import type { Statement } from './sql_statements.ts';

/** Everything in a schema that somebody other than its owner may do, as `select on column ml_models.id to somebody`. */
export const catalogRights = (db: Queryable, schema: string): Promise<string[]> => column(db, RIGHTS, [[schema]]);

/**
 * What no file may grant: anything to PUBLIC in our schema, anything to others than workers in those of the queues, and
 * default privileges, which would hold for what is made later.
 */
export async function forbiddenRights(db: Queryable, schema: string): Promise<string[]> {
  const queues = await column<string>(db, RIGHTS, [[workerSchema(schema), bossSchema(schema)]]);
  return [
    ...(await catalogRights(db, schema)).filter((right) => right.endsWith(' to public')),
    ...queues.filter((right) => !right.endsWith(' to pgaugur_worker')),
    ...(await column<string>(db, 'select pg_describe_object(tableoid, oid, 0) from pg_default_acl')),
  ];
}

/** The same words for what a statement grants. `all sequences` are the given ones. */
export function grantedRights({ verb, kind, name, text }: Statement, sequences: readonly string[]): string[] {
  const parts = verb === 'grant' ? /^grant (.+?) on .* to ([a-z_,\s]+)$/s.exec(text) : null;
  if (!parts) return [];
  const [, privileges, roles] = parts;
  return [...privileges.matchAll(/([a-z]+)(?: ?\(([^)]*)\))?/g)].flatMap(([, privilege, columns]) =>
    objects(kind, name, columns, sequences).flatMap((object) =>
      roles.split(/,\s*/).map((role) => `${privilege} on ${object} to ${role}`),
    ),
  );
}

function objects(kind: string, name: string, columns: string | undefined, sequences: readonly string[]): string[] {
  if (columns !== undefined) return columns.split(/,\s*/).map((part) => `column ${name}.${part}`);
  if (kind === 'sequence' && name === 'all') return sequences.map((sequence) => `sequence ${sequence}`);
  return [kind === 'schema' ? 'schema' : `${kind} ${name}`];
}

// A function without rights of its own has those that Postgres gives it: PUBLIC may execute it. PUBLIC may also use each
// type, which lets nobody read anything: the one right it keeps.
const RIGHTS = `
  with schemas as (select oid, nspname, nspacl, nspowner from pg_namespace where nspname = any($1::text[])),
  objects (name, acl, owner) as (
    select 'schema', nspacl, nspowner from schemas
    union all
    select case c.relkind when 'S' then 'sequence ' else 'relation ' end || c.relname, c.relacl, c.relowner
    from pg_class c join schemas s on s.oid = c.relnamespace
    union all
    select 'column ' || c.relname || '.' || a.attname, a.attacl, c.relowner
    from pg_class c join schemas s on s.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    union all
    select 'function ' || p.proname, coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner
    from pg_proc p join schemas s on s.oid = p.pronamespace
    union all
    select 'type ' || t.typname, t.typacl, t.typowner from pg_type t join schemas s on s.oid = t.typnamespace
  )
  select lower(a.privilege_type) || ' on ' || o.name || ' to '
         || case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end
         || case when a.is_grantable then ' with grant option' else '' end
  from objects o, aclexplode(o.acl) a
  where a.grantee <> o.owner and not (o.name like 'type %' and a.grantee = 0 and not a.is_grantable)
  order by 1`;
