import type {} from 'postgraphile';

/**
 * Postgres keeps no comments on the columns that a function returns. Smart tags of its comment stand for them:
 * `@column takes_over Whether the second would take over.`
 */
export const columnDescriptionsPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurColumnDescriptionsPlugin',
  description: 'Describes the columns that functions return',
  version: '1.0.0',
  schema: {
    hooks: {
      GraphQLObjectType_fields_field(field, build, { scope: { pgCodec, fieldName } }) {
        if (!pgCodec?.isAnonymous || field.description) return field;
        const made = Object.values(build.pgResources).find(({ codec }) => codec === pgCodec);
        const tags = [made?.extensions?.tags?.column ?? []].flat().map(String);
        const description = tags
          .map((tag) => /^(\S+)\s+(.*)$/s.exec(tag))
          .find((parts) => parts && build.inflection.camelCase(parts[1]) === fieldName)?.[2];
        return description === undefined ? field : { ...field, description };
      },
    },
  },
};
