import type {} from 'postgraphile';

/**
 * Names in the API that differ from PostGraphile's own:
 *
 * - a column called `id` stays `id`: rows are addressed by their keys as in SQL, there are no global node ids;
 * - a count of days keeps its small letter (`growth7d`, not `growth7D`);
 * - a `@listName` smart tag on a table or view names its field on `Query` where the plural reads wrong.
 */
export const namesPlugin: GraphileConfig.Plugin = {
  name: 'PgaugurNamesPlugin',
  description: 'Column names stay what they are in SQL',
  version: '1.0.0',
  inflection: {
    replace: {
      _attributeName(previous, _options, details) {
        return previous?.({ ...details, skipRowId: true }) ?? details.attributeName;
      },
      camelCase(previous, _options, text) {
        return (previous?.(text) ?? text).replace(/(\d)D(?![a-z])/g, '$1d');
      },
      allRowsConnection(previous, _options, resource) {
        const name = resource.extensions?.tags?.listName;
        return typeof name === 'string' ? name : (previous?.(resource) ?? resource.name);
      },
    },
  },
};
