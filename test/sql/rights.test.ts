import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { applyLogicFiles } from '../../src/db/migrate.ts';
import { catalogRights, forbiddenRights, grantedRights } from '../support/catalog_rights.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column } from '../support/rows.ts';
import { type Statement, sqlStatements, statementsOfFile } from '../support/sql_statements.ts';

describe('rights', () => {
  const database = ownDatabase();
  const owner = database.client();
  let stated: Statement[];
  let typesDescribed: Statement[];
  before(async () => {
    const statements = await sqlStatements();
    stated = statements.filter(({ verb }) => verb === 'grant' || verb === 'revoke');
    // Everybody may use a type, which lets nobody read anything: its place is the file that says what it is.
    typesDescribed = statements.filter(({ verb, kind }) => verb === 'describe' && kind === 'type');
  });

  /** What no file speaks of. */
  async function unplaced(): Promise<string[]> {
    const made = await owner.query<{ object: string }>(
      `select 'relation ' || c.relname as object from pg_class c
       where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f')
       union
       -- That of an identity belongs to its column.
       select 'sequence ' || c.relname from pg_class c
       where c.relnamespace = $1::regnamespace and c.relkind = 'S' and not exists (
         select from pg_depend d
         where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0)
       union
       -- Those of rows and arrays belong to their table and their type.
       select 'type ' || t.typname from pg_type t
       left join pg_class c on c.oid = t.typrelid
       where t.typnamespace = $1::regnamespace and (t.typtype in ('e', 'd', 'r') or c.relkind = 'c')
       union
       select 'function ' || p.proname from pg_proc p where p.pronamespace = $1::regnamespace
       order by 1`,
      [database.schema],
    );
    const known = new Set([...stated, ...typesDescribed].map(({ kind, name }) => `${kind} ${name}`));
    return made.rows.map(({ object }) => object).filter((object) => !known.has(object));
  }

  test("of every table, view, sequence, type and function a file says who may use it, or that it is nobody's", async () => {
    assert.deepEqual(await unplaced(), []);
  });

  for (const [made, object] of [
    ['create table new_one (id integer)', 'relation new_one'],
    ['create table new_one (id integer) partition by hash (id)', 'relation new_one'],
    ['create view new_one as select 1 as id', 'relation new_one'],
    ['create materialized view new_one as select 1 as id', 'relation new_one'],
    [
      'create foreign data wrapper w; create server s foreign data wrapper w; create foreign table new_one () server s',
      'relation new_one',
    ],
    ['create sequence new_one', 'sequence new_one'],
    ["create type new_one as enum ('a')", 'type new_one'],
    ['create type new_one as (id integer)', 'type new_one'],
    ['create type new_one as range (subtype = float8, multirange_type_name = new_many)', 'type new_one'],
    ['create domain new_one as integer', 'type new_one'],
    ['create aggregate new_one(integer) (sfunc = int4pl, stype = integer)', 'function new_one'],
    ["create function new_one() returns integer language sql as 'select 1'", 'function new_one'],
    ["create procedure new_one() language sql as 'select 1'", 'function new_one'],
  ]) {
    test(`what is new has no place until a file gives it one: ${made}`, async () => {
      await owner.query('begin');
      try {
        await owner.query(made);
        const found = await unplaced();
        assert.ok(found.includes(object), found.join());
      } finally {
        await owner.query('rollback');
      }
    });
  }

  test("what is nobody's is granted to nobody", () => {
    const granted = new Set(stated.filter(({ verb }) => verb === 'grant').map(({ kind, name }) => `${kind} ${name}`));
    const both = stated.filter(({ verb, kind, name }) => verb === 'revoke' && granted.has(`${kind} ${name}`));
    assert.deepEqual(both, []);
  });

  test('the rights that roles have are those that the files grant', async () => {
    const sequences = await column<string>(
      owner,
      "select relname from pg_class where relnamespace = $1::regnamespace and relkind = 'S'",
      [database.schema],
    );
    const granted = stated.flatMap((statement) => grantedRights(statement, sequences));
    const has = await catalogRights(owner, database.schema);
    // Of two functions with the same name each is granted by itself.
    const once = granted.filter((right, i) => right.includes(' on function ') || granted.indexOf(right) === i);
    assert.deepEqual(has.sort(), once.sort());
  });

  test('a grant of single columns is read as what it does', async () => {
    const text = 'grant select (id, trial), update (trial), delete on ml_trials to pgaugur_reader, pgaugur_operator;\n';
    const before = new Set(await catalogRights(owner, database.schema));
    await owner.query('begin');
    try {
      await owner.query(text);
      const added = (await catalogRights(owner, database.schema)).filter((right) => !before.has(right));
      const [statement] = statementsOfFile('some.sql', text);
      assert.deepEqual(added.sort(), grantedRights(statement, []).sort());
      assert.equal(added.length, 8);
    } finally {
      await owner.query('rollback');
    }
  });

  test('PUBLIC may do nothing, and what is made later is given to nobody', async () => {
    assert.deepEqual(await forbiddenRights(owner, database.schema), []);
  });

  for (const given of [
    'grant select on ml_models to public',
    'grant select (requested_by) on ml_backtest_requests to public',
    'grant select (content) on ml_model_artifacts to pgaugur_reader',
    'grant usage on schema stock_data to public',
    'grant usage on schema stock_data_worker to public',
    'grant create on schema stock_data to pgaugur_operator',
    'grant select on all sequences in schema stock_data to public',
    'grant execute on function sigmoid(double precision) to public',
    'grant usage on type ml_model_status to pgaugur_reader with grant option',
    'grant select on ml_models to pgaugur_reader with grant option',
    'alter default privileges in schema stock_data grant select on tables to pgaugur_reader',
    'alter default privileges grant execute on functions to pgaugur_reader',
  ]) {
    test(`seen when no file grants it: ${given}`, async () => {
      const all = async () => [
        ...(await catalogRights(owner, database.schema)),
        ...(await forbiddenRights(owner, database.schema)),
      ];
      const before = await all();
      await owner.query('begin');
      try {
        await owner.query(given);
        assert.notDeepEqual(await all(), before);
      } finally {
        await owner.query('rollback');
      }
    });
  }

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
