import type pg from 'pg';

type Row = { readonly name: string; readonly reader: string; readonly operator: string; readonly worker: string };

/** Who may do what with each table, view, column and function, from the catalog: what is committed as docs/reference/rights.md. */
export async function rightsReference(client: pg.Client, schema: string): Promise<string> {
  const relations = (await client.query<Row>(RELATIONS, [schema])).rows;
  const columns = (await client.query<Row>(COLUMNS, [schema])).rows.filter(somebodys);
  const functions = (await client.query<Row>(FUNCTIONS, [schema])).rows;
  return `# Who may do what

Written by \`npm run dump\` from the database that \`migrations/\` and \`sql/\` make. \`sql/10_ground/roles.sql\` says what each
role is for; what it may do with an object stands in that object's file. An operator is a reader, too. Whoever is in none
of the three roles may do nothing, and needs no more than \`insert\` on a price table to start everything.

## Tables and views

${table(relations.filter(somebodys))}

Nobody's but the owner's: ${names(relations)}.

${columns.length > 0 ? `## Single columns\n\n${table(columns)}\n\n` : ''}## Functions

${table(functions.filter(somebodys))}

Nobody's but the owner's, called by triggers, views and the functions above: ${names(functions)}.
`;
}

const somebodys = ({ reader, operator, worker }: Row): boolean => reader + operator + worker !== '';

const names = (rows: readonly Row[]): string =>
  rows
    .filter((row) => !somebodys(row))
    .map(({ name }) => `\`${name}\``)
    .join(', ');

const table = (rows: readonly Row[]): string =>
  [
    '| | reader | operator | worker |',
    '|---|---|---|---|',
    ...rows.map(({ name, reader, operator, worker }) => `| \`${name}\` | ${reader} | ${operator} | ${worker} |`),
  ].join('\n');

const relationRights = (role: string): string => `
  (select coalesce(string_agg(p.word, ', ' order by p.place), '')
   from (values (1, 'select', 'read'), (2, 'insert', 'insert'), (3, 'update', 'update'), (4, 'delete', 'delete'))
     as p (place, privilege, word)
   where has_table_privilege('${role}', c.oid, p.privilege))`;

/** What a role may do with a column of a table with which it may not do it. */
const columnRights = (role: string): string => `
  (select coalesce(string_agg(p.word, ', ' order by p.place), '')
   from (values (1, 'select', 'read'), (2, 'insert', 'insert'), (3, 'update', 'update')) as p (place, privilege, word)
   where has_column_privilege('${role}', a.attrelid, a.attnum, p.privilege)
     and not has_table_privilege('${role}', a.attrelid, p.privilege))`;

const RELATIONS = `
  select c.relname as name, ${relationRights('pgaugur_reader')} as reader,
         ${relationRights('pgaugur_operator')} as operator, ${relationRights('pgaugur_worker')} as worker
  from pg_class c
  where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
  order by c.relname collate "C"`;

const COLUMNS = `
  select c.relname || '.' || a.attname as name, ${columnRights('pgaugur_reader')} as reader,
         ${columnRights('pgaugur_operator')} as operator, ${columnRights('pgaugur_worker')} as worker
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attacl is not null
  where c.relnamespace = $1::regnamespace
  order by c.relname collate "C", a.attnum`;

const functionRights = (role: string): string =>
  `case when has_function_privilege('${role}', p.oid, 'execute') then 'execute' else '' end`;

const FUNCTIONS = `
  select p.proname || case when count(*) over (partition by p.proname) > 1
                           then '(' || oidvectortypes(p.proargtypes) || ')' else '' end as name,
         ${functionRights('pgaugur_reader')} as reader,
         ${functionRights('pgaugur_operator')} as operator, ${functionRights('pgaugur_worker')} as worker
  from pg_proc p
  where p.pronamespace = $1::regnamespace
  order by p.proname collate "C", pg_get_function_identity_arguments(p.oid)`;
