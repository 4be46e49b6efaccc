import { GraphQLError } from 'postgraphile/graphql';

/**
 * Planning an operation of a kind that the schema does not have would print a stack: GraphQL's validation does not look
 * at the kind. It is a mistake of the query, and answered as one.
 */
export const knownOperationsPlugin: GraphileConfig.Plugin = {
  name: 'KnownOperationsPlugin',
  version: '1.0.0',
  grafast: {
    middleware: {
      establishOperationPlan(next, { schema, operation }) {
        if (schema.getRootType(operation.operation)) return next();
        throw new GraphQLError(`this API has no ${operation.operation}s`, { nodes: operation });
      },
    },
  },
};
