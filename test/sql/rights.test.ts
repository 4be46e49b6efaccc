import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { applyLogicFiles } from '../../src/db/migrate.ts';
import { ownDatabase } from '../support/own_database.ts';
import { type Statement, sqlStatements } from '../support/sql_statements.ts';

describe('rights', () => {
  const database = ownDatabase();
  const owner = database.client();
  let stated: Statement[];
  before(async () => {
    stated = (await sqlStatements()).filter(({ verb }) => verb === 'grant' || verb === 'revoke');
  });

  test("of every table, view and function a file says who may use it, or that it is nobody's", async () => {
    const made = await owner.query<{ object: string }>(
      `select 'relation ' || c.relname as object from pg_class c
       where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
       union
       select 'function ' || p.proname from pg_proc p where p.pronamespace = $1::regnamespace
       order by 1`,
      [database.schema],
    );
    const known = new Set(stated.map(({ kind, name }) => `${kind} ${name}`));
    assert.deepEqual(
      made.rows.map(({ object }) => object).filter((object) => !known.has(object)),
      [],
    );
  });

  test("what is nobody's is granted to nobody", () => {
    const granted = new Set(stated.filter(({ verb }) => verb === 'grant').map(({ kind, name }) => `${kind} ${name}`));
    const both = stated.filter(({ verb, kind, name }) => verb === 'revoke' && granted.has(`${kind} ${name}`));
    assert.deepEqual(both, []);
  });

  test('the rights that roles have are those that the files grant', async () => {
    const has = await owner.query<{ right: string }>(
      `select lower(a.privilege_type) || ' on ' || o.name || ' to ' || r.rolname as right
       from (
         select relacl as acl, 'relation ' || relname as name, relowner as owner
         from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'v', 'm', 'p')
         union all
         select proacl, 'function ' || proname, proowner from pg_proc where pronamespace = $1::regnamespace
       ) o, aclexplode(o.acl) a
       join pg_roles r on r.oid = a.grantee
       where a.grantee <> o.owner`,
      [database.schema],
    );
    const granted = stated.flatMap(({ verb, kind, name, text }) => {
      const parts = verb === 'grant' ? /^grant ([a-z, ]+?) on .* to ([a-z_, ]+)$/s.exec(text) : null;
      const [privileges = '', roles = ''] = parts?.slice(1) ?? [];
      return roles === ''
        ? []
        : privileges.split(', ').flatMap((p) => roles.split(', ').map((role) => `${p} on ${kind} ${name} to ${role}`));
    });
    assert.deepEqual(has.rows.map(({ right }) => right).sort(), [...new Set(granted)].sort());
  });

  test('whoever may read a view or execute a function may also use what it uses with their rights', async () => {
    const missing = await owner.query(
      `with roles as (
         select unnest(array['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker']) as role
       ),
       -- Functions are asked with the rights of who reads a view, tables with those of its owner.
       users as (
         select r.role, c.relname as name, pg_get_viewdef(c.oid) as text, true as is_view
         from pg_class c, roles r
         where c.relnamespace = $1::regnamespace and c.relkind = 'v' and has_table_privilege(r.role, c.oid, 'select')
         union all
         select r.role, p.proname, regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), false
         from pg_proc p, roles r
         where p.pronamespace = $1::regnamespace and not p.prosecdef and has_function_privilege(r.role, p.oid, 'execute')
       )
       select u.role, u.name, p.proname as uses
       from users u
       join pg_proc p on p.pronamespace = $1::regnamespace and u.text ~ ('\\m' || p.proname || '\\(')
         and not has_function_privilege(u.role, p.oid, 'execute')
       union
       select u.role, u.name, c.relname
       from users u
       join pg_class c on c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v') and not u.is_view
         and u.text ~ ('\\m(from|join)\\s+' || c.relname || '\\M') and not has_table_privilege(u.role, c.oid, 'select')`,
      [database.schema],
    );
    assert.deepEqual(missing.rows, []);
  });

  test('a function of somebody else in the same schema keeps its rights', async () => {
    await owner.query(`create function somebody_elses() returns integer language sql as 'select 1'`);
    try {
      await applyLogicFiles(owner, database.schema);
      const open = await owner.query(
        `select has_function_privilege('public', 'somebody_elses()', 'execute') as is_open`,
      );
      assert.deepEqual(open.rows, [{ is_open: true }]);
    } finally {
      await owner.query('drop function somebody_elses()');
    }
  });
});
