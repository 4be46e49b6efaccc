import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEnums } from '../../src/server/closed_sets.ts';

const set = (relation: string, name: string, ...values: string[]) => ({ relation, column: name, name, values });

test('a view takes the set of a name where there is one of it, and a column of a table its own', () => {
  const enums = createEnums([
    set('runs', 'status', 'queued', 'failed'),
    set('requests', 'status', 'asked', 'failed'),
    set('rules', 'kind', 'a', 'b'),
    set('others', 'kind', 'a', 'b'),
  ]);
  assert.equal(enums.ofName('status'), undefined);
  assert.equal(enums.ofName('kind')?.name, 'kind');
  assert.equal(enums.ofColumn('runs', 'status')?.name, 'runs_status');
  assert.equal(enums.ofColumn('others', 'kind'), enums.ofName('kind'));
});

test('a comment names a set of a constraint, or declares one that has no constraint', () => {
  const enums = createEnums([set('runs', 'run_status', 'queued', 'failed')]);
  assert.equal(enums.ofTag('run_status'), enums.ofName('run_status'));
  const health = enums.ofTag('health: ok, not well');
  assert.equal(enums.ofTag('health: ok, not well'), health);
  assert.equal(enums.ofTag('health'), health);
  assert.ok(enums.all().includes(health));
});

test('a comment that names no set, or another one by its name, is refused', () => {
  const enums = createEnums([set('runs', 'run_status', 'queued', 'failed')]);
  assert.throws(() => enums.ofTag('run_state'), /"@set run_state" names no constraint "known_run_state"/);
  assert.throws(() => enums.ofTag('run_status: queued'), /declares other values than another set of that name/);
});
