import type {} from 'postgraphile';

const apiName = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * Names in the API that differ from PostGraphile's own:
 *
 * - a column called `id` stays `id`: rows are addressed by their keys as in SQL, there are no global node ids;
 * - values of several words are joined (`not_reached`);
 * - a count of days keeps its small letter (`growth7d`, not `growth7D`);
 * - a `@listName` smart tag on a table or view names its field on `Query` where the plural reads wrong;
 * - descriptions are the comments of the database: what they name between backticks is named as the API names it.
 */
export const namesPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurNamesPlugin',
  description: 'Column names stay what they are in SQL',
  version: '1.0.0',
  // They read comments, and what was read once is remembered.
  before: [
    'PgFakeConstraintsPlugin',
    'PgEnumTablesPlugin',
    'PgRemoveExtensionResourcesPlugin',
    'PgAggregatesSmartTagsPlugin',
  ],
  gather: {
    hooks: {
      pgIntrospection_introspection(_info, { introspection }) {
        for (const comment of introspection.descriptions) {
          comment.description = comment.description?.replace(
            /`([a-z]\w*_\w+)`/g,
            (_, name: string) => `\`${apiName(name)}\``,
          );
        }
      },
    },
  },
  inflection: {
    replace: {
      _attributeName(previous, _options, details) {
        return previous?.({ ...details, skipRowId: true }) ?? details.attributeName;
      },
      camelCase(previous, _options, text) {
        return (previous?.(text) ?? text).replace(/(\d)D(?![a-z])/g, '$1d');
      },
      enumValue(previous, _options, value, codec) {
        return previous?.(value.replaceAll(' ', '_'), codec) ?? value;
      },
      allRowsConnection(previous, _options, resource) {
        const name = resource.extensions?.tags?.listName;
        return typeof name === 'string' ? name : (previous?.(resource) ?? resource.name);
      },
    },
  },
};
