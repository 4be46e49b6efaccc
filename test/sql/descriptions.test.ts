import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { applyLogicFiles } from '../../src/db/migrate.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('descriptions', () => {
  const database = ownDatabase();
  const owner = database.client();

  /** Every comment that the files make, also by procedures, is seen by an event trigger. */
  const commentsMade = async (): Promise<string[]> => {
    await owner.query(`
      begin;
      create temporary table comments_made (object text) on commit drop;
      create function pg_temp.note_comment() returns event_trigger language plpgsql as $$
      begin
        insert into comments_made
        select pg_describe_object(c.classid, c.objid, c.objsubid) from pg_event_trigger_ddl_commands() c;
      end
      $$;
      create event trigger note_comment on ddl_command_end when tag in ('COMMENT')
        execute function pg_temp.note_comment()`);
    try {
      await applyLogicFiles(owner, database.schema);
      const made = await owner.query<{ object: string }>('select object from comments_made');
      return made.rows.map(({ object }) => object);
    } finally {
      await owner.query('rollback');
    }
  };

  test('nothing is commented twice', async () => {
    const made = await commentsMade();
    assert.ok(made.length > 700, `only ${made.length} comments were seen`);
    assert.deepEqual(
      made.filter((object, i) => made.indexOf(object) < i),
      [],
    );
  });

  test('a column that shows what another table has says what that table says', async () => {
    const shown = await owner.query(
      `select col_description('leaderboard'::regclass, a.attnum) as text
       from pg_attribute a where a.attrelid = 'leaderboard'::regclass and a.attname in ('model_type', 'model_id')
       order by a.attname desc`,
    );
    assert.deepEqual(shown.rows, [{ text: 'Model family, such as xgboost_classifier.' }, { text: '@notNull' }]);
  });

  test('the example in sql/README.md is a view that readers read, described and keyed by its one file', async () => {
    const folder = new URL('../../sql/', import.meta.url);
    const example = /```sql\n(.*?)```/s.exec(await readFile(new URL('README.md', folder), 'utf8'))?.[1];
    assert.ok(example);
    await owner.query('begin');
    try {
      await owner.query(await readFile(new URL('00_helpers/describe.sql', folder), 'utf8'));
      await owner.query(example);
      const made = await owner.query(
        `select has_table_privilege('pgaugur_reader', c.oid, 'select') as is_read,
                split_part(obj_description(c.oid, 'pg_class'), E'\\n', 1) as key,
                array(select split_part(col_description(c.oid, a.attnum), E'\\n', 1) from pg_attribute a
                      where a.attrelid = c.oid and a.attname in ('run_id', 'reason') order by a.attname) as tags
         from pg_class c where c.oid = 'open_runs'::regclass`,
      );
      assert.deepEqual(made.rows, [{ is_read: true, key: '@primaryKey run_id', tags: ['@notNull', '@notNull'] }]);
    } finally {
      await owner.query('rollback');
    }
  });

  test('every column that a function of the API returns has a description', async () => {
    const undescribed = await owner.query(
      `select p.proname, returned.name
       from pg_proc p
       cross join unnest(p.proargnames, p.proargmodes) returned (name, mode)
       where p.pronamespace = $1::regnamespace and returned.mode in ('o', 't')
         and has_function_privilege('pgaugur_reader', p.oid, 'execute')
         and obj_description(p.oid, 'pg_proc') !~ '^@behavior -[*]'
         and obj_description(p.oid, 'pg_proc') !~ ('(^|\\n)@column ' || returned.name || ' ')`,
      [database.schema],
    );
    assert.deepEqual(undescribed.rows, []);
  });

  test('every type has a description', async () => {
    const undescribed = await owner.query(
      `select t.typname from pg_type t
       where t.typnamespace = $1::regnamespace and t.typtype in ('e', 'd', 'r')
         and coalesce(obj_description(t.oid, 'pg_type'), '') = ''`,
      [database.schema],
    );
    assert.deepEqual(undescribed.rows, []);
  });
});
