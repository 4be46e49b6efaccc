import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSqlFiles } from '../../src/db/schema_version.ts';
import { sqlStatements } from '../support/sql_statements.ts';

test('what belongs to one object stands in one file', async () => {
  const files = new Map<string, Set<string>>();
  for (const { file, kind, name } of await sqlStatements()) {
    const object = `${kind} ${name}`;
    files.set(object, (files.get(object) ?? new Set()).add(file));
  }
  assert.ok(files.size > 150, `only ${files.size} objects were found`);
  assert.deepEqual(
    [...files].filter(([, where]) => where.size > 1).map(([object, where]) => `${object}: ${[...where].join(', ')}`),
    [],
  );
});

// Applied migrations are known by their hash, so the lines they have they keep.
const LAST_LANDED = '0016_corporate_action_checks.sql';

test('no line of SQL is longer than 120 characters', async () => {
  const migrations = (await readSqlFiles('migrations')).filter(({ name }) => name > LAST_LANDED);
  const long = [...(await readSqlFiles('sql')), ...migrations].flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, i) => ([...line].length > 120 ? [`${name}:${i + 1} has ${line.length}`] : [])),
  );
  assert.deepEqual(long, []);
});
