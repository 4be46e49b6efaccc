import type { PgCodec, PgSelectQueryBuilder } from 'postgraphile/@dataplan/pg';
import type { GraphQLEnumValueConfig } from 'postgraphile/graphql';

/**
 * Lists of views with the smart tag `@nullsLast` end with what is not known, whichever way they are ordered: the first
 * row of a descending order is then the best. Tables stay as Postgres orders them, for the sake of their indexes.
 */
export const nullsLastPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurNullsLastPlugin',
  description: 'Orders what is not known last where a view asks for it',
  version: '1.0.0',
  after: ['PgOrderAllAttributesPlugin', 'PgOrderByPrimaryKeyPlugin'],
  schema: {
    hooks: {
      GraphQLEnumType_values(values, _build, { scope: { isPgRowSortEnum, pgCodec } }) {
        if (!isPgRowSortEnum || !asksForIt(pgCodec)) return values;
        return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, nullsLast(value)]));
      },
    },
  },
};

const asksForIt = (codec: PgCodec | undefined): boolean => codec?.extensions?.tags?.nullsLast === true;

function nullsLast(value: GraphQLEnumValueConfig): GraphQLEnumValueConfig {
  const apply = value.extensions?.grafast?.apply;
  if (!apply) return value;
  return {
    ...value,
    extensions: {
      ...value.extensions,
      grafast: {
        ...value.extensions?.grafast,
        apply: (query: PgSelectQueryBuilder, info) => {
          const orderBy: PgSelectQueryBuilder['orderBy'] = (order) =>
            query.orderBy(typeof order === 'function' ? order : { ...order, nulls: 'LAST' });
          apply(Object.create(query, { orderBy: { value: orderBy } }), info);
        },
      },
    },
  };
}
