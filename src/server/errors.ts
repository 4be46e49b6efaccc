import { isSafeError } from 'postgraphile/grafast';
import { GraphQLError } from 'postgraphile/graphql';
import type { Logger } from '../env/log.ts';
import { limits } from './limits.ts';

/** SQLSTATEs whose cause lies in the query: the client is told what to change. */
const explanations: Readonly<Record<string, string>> = {
  57014: `the query took longer than ${limits.statementMilliseconds / 1000} s: narrow it with a filter or ask for fewer rows`,
};

/**
 * What a client sees of an error. GraphQL's own errors and those meant for the client pass; anything else may hold
 * SQL or names of internals, so it goes to the log and the client is told that it is there.
 */
export function maskError(log: Logger): (error: GraphQLError) => GraphQLError {
  return (error) => {
    const cause = error.originalError;
    if (!cause || cause instanceof GraphQLError) return error;
    const explanation = isSafeError(cause) ? cause.message : explanations[sqlState(cause) ?? ''];
    if (explanation === undefined) log.error({ err: cause, path: error.path }, 'a GraphQL request failed');
    return new GraphQLError(explanation ?? 'internal error: the log of the server has the details', {
      nodes: error.nodes,
      path: error.path,
    });
  };
}

const sqlState = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;
