import { isSafeError } from 'postgraphile/grafast';
import { GraphQLError } from 'postgraphile/graphql';
import type { Logger } from '../env/log.ts';
import { limits } from './limits.ts';
import { AnswerTooLongError } from './requests/answer_size.ts';

/** SQLSTATE query_canceled. */
const STATEMENT_CANCELLED = '57014';

/** SQLSTATE serialization_failure: on a standby, a query that stood in the way of what the primary had done. */
const IN_THE_WAY = '40001';

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';

/** SQLSTATE insufficient_privilege. */
const NOT_ALLOWED = '42501';

/** SQLSTATEs of a server that has no connection left, and of a login or a database that may have no more. */
const NO_CONNECTION_LEFT = '53300';

/** A server that starts, stops or recovers, a connection that it has ended or that broke: all pass by themselves. */
const AWAY: ReadonlySet<unknown> = new Set([
  ...['57P01', '57P02', '57P03', '08000', '08003', '08006'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
]);

/** SQLSTATE classes of values that a type does not take, and of rows that a constraint does not: whoever sent them can mend them. */
const OF_VALUES = /^2[23]/;

/** Where in Postgres the RAISE of a PL/pgSQL function is executed: its message was written for whoever calls it. */
const RAISED_ON_PURPOSE = 'exec_stmt_raise';

export const TOO_LONG_TO_PLAN = `planning the document took longer than ${limits.planningMilliseconds} ms: ask for fewer fields at a time`;

/**
 * What a client sees of an error. GraphQL's own errors and those meant for the client pass; anything else may hold
 * SQL or names of internals, so it goes to the log and the client is told that it is there.
 */
export function maskError(log: Logger): (error: GraphQLError) => GraphQLError {
  return (error) => {
    const cause = error.originalError;
    if (!cause || cause instanceof GraphQLError) return error;
    const explanation = explain(cause);
    if (explanation === undefined || isOfDatabase(cause))
      log.error({ err: cause, path: error.path }, 'a GraphQL request failed');
    return new GraphQLError(explanation ?? 'internal error: the log of the server has the details', {
      nodes: error.nodes,
      path: error.path,
    });
  };
}

const isOfDatabase = (error: Error): boolean => isAway(error) || ('code' in error && error.code === NO_CONNECTION_LEFT);

/** That the database is away; whoever keeps the server reads why in its log. */
const isAway = (error: Error): boolean =>
  ('code' in error && AWAY.has(error.code)) || /^Connection terminated/.test(error.message);

/** What the client can do about an error, where its cause lies in the query. */
function explain(error: Error): string | undefined {
  if (error.message.startsWith('Operation took too long to plan')) return TOO_LONG_TO_PLAN;
  if (error instanceof AnswerTooLongError) return error.message;
  if (isSafeError(error)) return error.message;
  if ('code' in error && error.code === STATEMENT_CANCELLED) {
    return `the query took longer than ${limits.statementMilliseconds / 1000} s: narrow it with a filter or ask for fewer rows`;
  }
  if ('code' in error && error.code === NO_CONNECTION_LEFT) {
    return 'the database has no connection left for this server: ask again in some seconds';
  }
  if (isAway(error)) return 'the database does not answer: ask again in some seconds';
  if ('code' in error && error.code === IN_THE_WAY && error.message.includes('conflict with recovery')) {
    return 'the standby that this server reads from ended the query, to follow its primary: ask again, or for less';
  }
  if ('code' in error && error.code === READ_ONLY) {
    return 'this server reads from a standby, which is read-only: ask one whose DATABASE_URL is the primary';
  }
  if ('code' in error && error.code === NOT_ALLOWED && error.message.includes('set role')) {
    return 'the login of this server may not act as pgaugur_operator: let an administrator grant it that role';
  }
  if ('routine' in error && error.routine === RAISED_ON_PURPOSE) {
    return 'hint' in error && typeof error.hint === 'string' ? `${error.message}. ${error.hint}` : error.message;
  }
  if ('code' in error && typeof error.code === 'string' && OF_VALUES.test(error.code)) {
    return error.message; // and not its detail, which may hold a whole row
  }
  if (error.message.startsWith('Query is too complex')) return 'the query nests too many levels of relations';
  return error.cause instanceof Error ? explain(error.cause) : undefined;
}
