import pg from 'pg';
import { z } from 'zod';
import { MARKET_TABLES } from './adoption/market_tables.ts';
import { firstRow, type Queryable } from './pool.ts';
import { bossSchema, workerSchema } from './queue_schemas.ts';

/** The login lacks rights to set up: the message has the statements for whoever can give them. */
export class AdministratorError extends Error {
  override name = 'AdministratorError';
}

const facts = z.object({
  login: z.string(),
  database: z.string(),
  /** May make the missing roles, give each of the three to itself, and the reader to the operator. */
  managesRoles: z.boolean(),
  /** The three, in the order in which they are made. */
  roles: z.array(z.object({ name: z.string(), exists: z.boolean(), canSwitch: z.boolean() })),
  operatorReads: z.boolean(),
  createsSchemas: z.boolean(),
  schemas: z.array(z.object({ name: z.string(), exists: z.boolean(), isUsable: z.boolean() })),
  /** Market tables that are not the login's. */
  foreignTables: z.array(z.object({ name: z.string(), owner: z.string(), ownerIsSuperuser: z.boolean() })),
});
export type LoginFacts = z.infer<typeof facts>;

/**
 * Whether the login may do all that setting up takes.
 * @throws AdministratorError with one script, complete and in order, for an administrator to run once
 */
export async function requireRights(db: Queryable, schema: string): Promise<void> {
  const found = await firstRow(
    db,
    FACTS,
    [
      ['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker'],
      [schema, workerSchema(schema), bossSchema(schema)],
      schema,
      MARKET_TABLES.map(({ name }) => name),
    ],
    facts,
  );
  if (!found) throw new Error('the server says nothing of its login');
  const script = administratorScript(found, schema);
  if (script.length === 0) return;
  throw new AdministratorError(
    [
      `${found.login} may not do all that setting up takes; nothing was changed. Let an administrator, connected to ` +
        `database ${found.database}, run this once:`,
      '',
      ...script.map((statement) => `  ${statement}`),
      '',
      'Then run pgaugur migrate again.',
    ].join('\n'),
  );
}

/** The statements that are missing, in an order in which each can be executed. */
export function administratorScript(
  { login, database, managesRoles, roles, operatorReads, createsSchemas, schemas, foreignTables }: LoginFacts,
  schema: string,
): string[] {
  const me = quoted(login);
  const roleStatements = [
    ...roles.filter(({ exists }) => !exists).map(({ name }) => `create role ${name} nologin;`),
    ...(operatorReads ? [] : ['grant pgaugur_reader to pgaugur_operator;']),
    ...roles.filter(({ canSwitch }) => !canSwitch).map(({ name }) => `grant ${name} to ${me};`),
  ];
  const mustCreate = schemas.some(({ exists }) => !exists);
  return [
    ...(managesRoles ? [] : roleStatements),
    ...(mustCreate && !createsSchemas ? [`grant create on database ${quoted(database)} to ${me};`] : []),
    ...schemas
      .filter(({ exists, isUsable }) => exists && !isUsable)
      .map(({ name }) => `grant usage, create on schema ${quoted(name)} to ${me};`),
    // Only an owner makes triggers. To be one beside the present owner is enough, unless that one may do everything.
    ...new Set(
      foreignTables.map(({ name, owner, ownerIsSuperuser }) =>
        ownerIsSuperuser
          ? `alter table ${quoted(schema)}.${quoted(name)} owner to ${me};`
          : `grant ${quoted(owner)} to ${me};`,
      ),
    ),
  ];
}

const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : pg.escapeIdentifier(name));

/**
 * Until Postgres 15 CREATEROLE grants any role. Since 16 it takes ADMIN OPTION, which the creator of a role has, and what
 * counts is the right to switch to a role.
 */
const FACTS = `
  with me as (
    select r.rolsuper, r.rolcreaterole, current_setting('server_version_num')::int >= 160000 as is_strict
    from pg_roles r where r.rolname = current_user),
  roles as (
    select wanted.name, wanted.place, r.oid is not null as exists,
           coalesce(pg_has_role(current_user, r.oid, case when me.is_strict then 'set' else 'member' end), false) as switches,
           coalesce(pg_has_role(current_user, r.oid, 'member with admin option'), false) as administers
    from me, unnest($1::text[]) with ordinality as wanted (name, place)
    left join pg_roles r on r.rolname = wanted.name),
  reading as (
    select coalesce(bool_or(pg_has_role(operator.oid, reader.oid, 'usage')), false) as given
    from pg_roles operator, pg_roles reader
    where operator.rolname = 'pgaugur_operator' and reader.rolname = 'pgaugur_reader')
  select current_user::text as login, current_database()::text as database,
         me.rolsuper or (me.rolcreaterole and not me.is_strict) or not exists (
           select from roles r
           where case when r.exists
                   then not r.administers and (not r.switches or (r.name = 'pgaugur_reader' and not reading.given))
                   else not me.rolcreaterole end) as "managesRoles",
         (select json_agg(json_build_object('name', name, 'exists', exists, 'canSwitch', switches) order by place)
          from roles) as roles,
         reading.given as "operatorReads",
         has_database_privilege(current_database(), 'create') as "createsSchemas",
         (select json_agg(json_build_object('name', s.name, 'exists', n.oid is not null, 'isUsable',
                   coalesce(has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create'), false))
                   order by s.place)
          from unnest($2::text[]) with ordinality s (name, place) left join pg_namespace n on n.nspname = s.name) as schemas,
         (select coalesce(json_agg(json_build_object('name', c.relname, 'owner', o.rolname, 'ownerIsSuperuser', o.rolsuper)
                   order by c.relname), '[]')
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_roles o on o.oid = c.relowner
          where n.nspname = $3 and c.relname = any ($4::text[]) and c.relkind in ('r', 'p')
            and not pg_has_role(current_user, c.relowner, 'usage')) as "foreignTables"
  from me, reading`;
