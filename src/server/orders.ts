import { type PgCodec, type PgSelectQueryBuilder, TYPES } from 'postgraphile/@dataplan/pg';
import type { GraphQLEnumValueConfig } from 'postgraphile/graphql';
import { type SQL, sql } from 'postgraphile/pg-sql2';

type OrderBy = PgSelectQueryBuilder['orderBy'];
type Order = Exclude<Parameters<OrderBy>[0], (...args: never) => unknown>;
/** What the order of a list of rows depends on. */
type Rows = { readonly codec: PgCodec; readonly keys: readonly (readonly string[])[] };

/**
 * Orders in which a cursor has one place. PostGraphile takes an order for one without ties when it begins with the first
 * column of a key, compares what is not known on the wrong side of what is, and writes a cursor by a column's JavaScript
 * value, which for null may be 0 and for NaN is null: pages would leave rows out, or show them twice.
 *
 * So a column that may be null is ordered by whether it is, and then by its value; a cursor holds values as Postgres writes
 * them; and rows that are equal so far are told apart by their key, unless what they are ordered by is one.
 *
 * Lists of views with the smart tag `@nullsLast` end with what is not known, whichever way they are ordered: the first
 * row of a descending order is then the best. In tables that stands where Postgres puts it.
 */
export const ordersPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurOrdersPlugin',
  description: 'Orders lists so that pages follow each other',
  version: '1.0.0',
  after: ['PgOrderAllAttributesPlugin', 'PgOrderByPrimaryKeyPlugin'],
  schema: {
    hooks: {
      GraphQLEnumType_values(values, build, { scope: { isPgRowSortEnum, pgCodec: codec } }) {
        if (!isPgRowSortEnum || !codec) return values;
        const keys = Object.values(build.pgResources)
          .filter((resource) => resource.codec === codec && !resource.parameters)
          .flatMap(({ uniques }) => uniques.map(({ attributes }) => attributes));
        return Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, inPlace(value, { codec, keys })]),
        );
      },
    },
  },
};

function inPlace(value: GraphQLEnumValueConfig, rows: Rows): GraphQLEnumValueConfig {
  const apply = value.extensions?.grafast?.apply;
  if (!apply) return value;
  return {
    ...value,
    extensions: {
      ...value.extensions,
      grafast: {
        ...value.extensions?.grafast,
        apply: (query: PgSelectQueryBuilder, info) => {
          const ordered = new Set<string>();
          const orderBy: OrderBy = (order) => {
            if (typeof order === 'function' || order.attribute === undefined) return query.orderBy(order);
            ordered.add(order.attribute);
            for (const one of placesOf(order, query.alias, rows.codec)) query.orderBy(one);
          };
          const setOrderIsUnique = () => {
            if (rows.keys.some((key) => isKnown(key, rows.codec) && key.every((column) => ordered.has(column)))) {
              query.setOrderIsUnique();
            }
          };
          apply(
            Object.create(query, { orderBy: { value: orderBy }, setOrderIsUnique: { value: setOrderIsUnique } }),
            info,
          );
        },
      },
    },
  };
}

const mayBeNull = (column: string, codec: PgCodec): boolean => {
  const attribute = codec.attributes?.[column];
  return !attribute?.notNull && !attribute?.codec.notNull;
};

/** Rows may share a key in which something is not known. */
const isKnown = (key: readonly string[], codec: PgCodec): boolean => key.every((column) => !mayBeNull(column, codec));

/** What a row is ordered by, one after the other: all in one direction, so that its key follows in that, too. */
function placesOf({ attribute = '', direction, nulls }: Order, alias: SQL, codec: PgCodec): Order[] {
  const column = sql`${alias}.${sql.identifier(attribute)}`;
  const nullable = mayBeNull(attribute, codec);
  const value = {
    fragment: column,
    codec: asWritten(codec.attributes?.[attribute]?.codec ?? TYPES.text),
    direction,
    nullable,
  };
  if (!nullable) return [value];
  const isAscending = direction === 'ASC';
  const unknownLast = codec.extensions?.tags?.nullsLast === true || (nulls ? nulls === 'LAST' : isAscending);
  const fragment = unknownLast === isAscending ? sql`(${column} is null)` : sql`(${column} is not null)`;
  return [{ fragment, codec: asWritten(TYPES.boolean), direction, nullable: false }, value];
}

/** A type whose values stay what Postgres writes, whatever its settings: as JSON, without the quotes. */
const asWritten = (codec: PgCodec): PgCodec => ({
  ...codec,
  castFromPg: (value) => sql`(to_json(${value}) #>> '{}')`,
  fromPg: (text: string) => text,
});
