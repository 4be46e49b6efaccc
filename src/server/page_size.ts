import 'postgraphile';
import { ConnectionStep, lambda, list, SafeError } from 'postgraphile/grafast';

export const defaultPageSize = 100;
export const maximumPageSize = 10_000;

/**
 * Lists are read in pages. A query that states no size would otherwise load the whole price history of every
 * instrument into this process; `totalCount` and `pageInfo { hasNextPage }` say what a page leaves out.
 */
export const pageSizePlugin: GraphileConfig.Plugin = {
  name: 'PgaugurPageSizePlugin',
  description: 'Gives lists a default and a maximum page size',
  version: '1.0.0',
  after: ['PgFirstLastBeforeAfterArgsPlugin'],
  schema: {
    hooks: {
      GraphQLObjectType_fields_field_args_arg(arg, _build, { scope }) {
        if (!scope.isPgFieldConnection || (scope.argName !== 'first' && scope.argName !== 'last')) return arg;
        const whenAbsent = scope.argName === 'first' ? ` (${defaultPageSize} unless \`last\` is given)` : '';
        return {
          ...arg,
          description: `Only read the ${scope.argName} \`n\` values of the set, at most ${maximumPageSize}${whenAbsent}.`,
          // The plan below applies both: the default of one depends on the other.
          applyPlan: undefined,
        };
      },
      GraphQLObjectType_fields_field(field, _build, { scope }) {
        const { plan } = field;
        if (!scope.isPgFieldConnection || !plan) return field;
        return {
          ...field,
          plan($parent, fieldArgs, info) {
            const $connection = plan($parent, fieldArgs, info);
            if ($connection instanceof ConnectionStep) {
              const $sizes = list([fieldArgs.getRaw('first'), fieldArgs.getRaw('last')]);
              $connection.setFirst(lambda($sizes, ([first, last]) => checked(first ?? (last == null ? defaultPageSize : null)), true));
              $connection.setLast(lambda(fieldArgs.getRaw('last'), checked, true));
            }
            return $connection;
          },
        };
      },
    },
  },
};

function checked(size: number | null | undefined): number | null {
  if (size == null) return null;
  if (size > maximumPageSize) throw new SafeError(`A page has at most ${maximumPageSize} rows, ${size} were asked for.`);
  return size;
}
