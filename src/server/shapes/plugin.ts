import { defaultPlanResolver, lambda } from 'postgraphile/grafast';
import {
  type GraphQLNullableType,
  type GraphQLOutputType,
  getNamedType,
  isNonNullType,
  isOutputType,
} from 'postgraphile/graphql';
import type { Enums } from '../closed_sets.ts';
import { readerOf } from './read_value.ts';
import { partsOf, type Reference, referenceOf, type Shape } from './shapes.ts';

const SCALARS: Readonly<Record<string, string>> = {
  float8: 'Float',
  int4: 'Int',
  int8: 'BigInt',
  text: 'String',
  date: 'Date',
  timestamptz: 'Datetime',
  bool: 'Boolean',
};

/**
 * Columns of JSON whose comment names a shape (`@shape backtest_trade[]`) are objects and lists of objects in the API, with
 * the fields and descriptions of the composite type of that name. What is stored stays JSON.
 */
export function shapesPlugin(declared: readonly Shape[], enums: Enums): GraphileConfig.Plugin {
  const shapes = new Map(declared.map((shape) => [shape.name, shape]));
  return {
    name: 'PgaugurShapesPlugin',
    description: 'JSON columns with a shape are objects',
    version: '1.0.0',
    gather: {
      hooks: {
        // PostGraphile would read them as records of SQL.
        pgIntrospection_introspection(_info, { introspection }) {
          introspection.classes = introspection.classes.filter(
            ({ relkind, relname }) => relkind !== 'c' || !shapes.has(relname),
          );
        },
        // The sets that only shapes have are known before the enums are made.
        pgRegistry_PgRegistryBuilder_init() {
          for (const { attributes } of declared) {
            for (const { comment } of attributes) {
              const set = partsOf(comment).tags.get('set');
              if (set !== undefined) enums.ofTag(set);
            }
          }
        },
      },
    },
    schema: {
      hooks: {
        init(value, build) {
          const typeOf = typesOf(build, shapes, enums);
          for (const { name, comment, attributes } of declared) {
            const fieldOf = ({ comment: said, ...attribute }: (typeof attributes)[number]) => {
              const { tags, words } = partsOf(said);
              return [
                build.inflection.camelCase(attribute.name),
                { type: typeOf(attribute, tags.get('set')), description: words },
              ] as const;
            };
            build.registerObjectType(
              build.inflection.upperCamelCase(name),
              {},
              () => ({
                description: partsOf(comment).words,
                extensions: { isOfJson: true },
                fields: () => Object.fromEntries(attributes.map(fieldOf)),
              }),
              `composite type ${name}`,
            );
          }
          return value;
        },
        GraphQLObjectType_fields_field(field, build, { scope: { pgFieldAttribute } }) {
          const tag = pgFieldAttribute?.extensions?.tags?.shape;
          const { plan = defaultPlanResolver } = field;
          if (typeof tag !== 'string' || getNamedType(field.type).name !== 'JSON') return field;
          const reference = referenceOf(tag);
          const read = readerOf(reference, { shapes, nameOf: (name) => build.inflection.camelCase(name) });
          const type = typesOf(build, shapes, enums)(reference);
          return {
            ...field,
            type: isNonNullType(field.type) ? new build.graphql.GraphQLNonNull(type) : type,
            plan: ($row, args, info) => lambda(plan($row, args, info), read, true),
          };
        },
      },
    },
  };
}

/** What a value of a shape is in the API. A list has no shapes that are null, for those are left out. */
const typesOf = (build: GraphileBuild.Build, shapes: ReadonlyMap<string, Shape>, enums: Enums) => {
  const { GraphQLList, GraphQLNonNull } = build.graphql;
  return ({ type, isList }: Reference, set?: string): GraphQLNullableType & GraphQLOutputType => {
    const ofSet = set === undefined ? undefined : build.getGraphQLTypeByPgCodec(enums.ofTag(set), 'output');
    const name = shapes.has(type) ? build.inflection.upperCamelCase(type) : (SCALARS[type] ?? type);
    const one = isOutputType(ofSet) ? getNamedType(ofSet) : build.getOutputTypeByName(name);
    return isList ? new GraphQLList(shapes.has(type) ? new GraphQLNonNull(one) : one) : one;
  };
};
