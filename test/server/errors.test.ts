import '../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { SafeError } from 'postgraphile/grafast';
import { GraphQLError } from 'postgraphile/graphql';
import { maskError } from '../../src/server/errors.ts';

const lines: string[] = [];
const mask = maskError(pino({ level: 'error' }, { write: (line) => void lines.push(line) }));
const failed = (originalError: Error) => new GraphQLError(originalError.message, { originalError, path: ['mlModels'] });

test('errors of GraphQL itself pass as they are', () => {
  const error = new GraphQLError('Cannot query field "x" on type "Query".');
  assert.equal(mask(error), error);
});

test('an error meant for the client keeps its message', () => {
  assert.equal(mask(failed(new SafeError('a page has at most 10 rows'))).message, 'a page has at most 10 rows');
});

test('a statement that was cancelled for its length tells how to shorten it', () => {
  const cancelled = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  assert.match(mask(failed(cancelled)).message, /longer than 10 s: narrow it with a filter/);
});

test('on a standby a query that had to give way says so, and what would write says why it may not', () => {
  for (const message of ['canceling statement due to', 'terminating connection due to']) {
    const inTheWay = Object.assign(new Error(`${message} conflict with recovery`), { code: '40001' });
    assert.match(mask(failed(inTheWay)).message, /the standby .* ended the query, to follow its primary: ask again/);
  }
  const writing = Object.assign(new Error('cannot execute UPDATE in a read-only transaction'), { code: '25006' });
  assert.match(mask(failed(writing)).message, /^this server reads from a standby, which is read-only/);
});

test('a database that is away, or has no connection left, is named, and why is logged', () => {
  const before = lines.length;
  const full = Object.assign(new Error('sorry, too many clients already'), { code: '53300' });
  assert.match(mask(failed(full)).message, /^the database has no connection left for this server: ask again/);
  for (const code of ['57P01', '57P03', 'ECONNREFUSED', undefined]) {
    const away = Object.assign(new Error('Connection terminated unexpectedly'), { code });
    assert.match(mask(failed(away)).message, /^the database does not answer: ask again in some seconds$/, code);
  }
  assert.equal(lines.splice(before).length, 5);
});

test('what a function of ours raises reaches the client, with its hint', () => {
  const raised = { code: 'P0002', routine: 'exec_stmt_raise' };
  const withHint = Object.assign(new Error('there is no model with id 7'), raised, { hint: 'There are 1 and 2.' });
  assert.equal(mask(failed(withHint)).message, 'there is no model with id 7. There are 1 and 2.');
  const without = Object.assign(new Error('there is no model with id 7'), raised, { hint: undefined });
  assert.equal(mask(failed(without)).message, 'there is no model with id 7');
});

test('the reason of an error may lie in its cause', () => {
  const planning = new Error('Query planning error: took too long', {
    cause: new SafeError('Operation took too long'),
  });
  assert.equal(mask(failed(planning)).message, 'Operation took too long');
});

test('anything else is logged with its path, and hidden', () => {
  const masked = mask(failed(new Error('column "secret" does not exist')));
  assert.equal(masked.message, 'internal error: the log of the server has the details');
  assert.deepEqual(masked.path, ['mlModels']);
  assert.equal(lines.length, 1);
  assert.match(lines[0], /column \\"secret\\" does not exist/);
});
