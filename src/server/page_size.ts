import 'postgraphile';
import { ConnectionStep, constant, lambda, list, SafeError } from 'postgraphile/grafast';
import { limits } from './limits.ts';

type Size = number | null | undefined;

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
      GraphQLObjectType_fields_field(field, _build, { scope }) {
        const { plan } = field;
        if (!scope.isPgFieldConnection || !plan) return field;
        return {
          ...field,
          plan($parent, fieldArgs, info) {
            const $connection = plan($parent, fieldArgs, info);
            if ($connection instanceof ConnectionStep) {
              const $first = fieldArgs.getRaw('first');
              // The rows of a function are read forwards only, so its field has no `last`.
              const hasLast = info.field.args.some(({ name }) => name === 'last');
              const $last = hasLast ? fieldArgs.getRaw('last') : constant(null);
              $connection.setFirst(lambda(list([$first, $last]), firstOrDefault, true));
              if (hasLast) $connection.setLast(lambda($last, checked, true));
            }
            return $connection;
          },
        };
      },
      GraphQLObjectType_fields_field_args_arg(arg, _build, { scope: { isPgFieldConnection, argName } }) {
        if (!isPgFieldConnection || (argName !== 'first' && argName !== 'last')) return arg;
        return {
          ...arg,
          description:
            `Only read the ${argName} \`n\` values of the set, at most ${limits.maximumPageSize}` +
            (argName === 'first' ? `; ${limits.defaultPageSize} when neither \`first\` nor \`last\` is given.` : '.'),
          // The plan above sets both, for the default of one depends on the other.
          applyPlan: undefined,
        };
      },
    },
  },
};

const firstOrDefault = ([first, last]: readonly [Size, Size]): Size =>
  checked(first ?? (last == null ? limits.defaultPageSize : null));

function checked(size: Size): Size {
  if (size != null && size > limits.maximumPageSize) {
    throw new SafeError(`a page has at most ${limits.maximumPageSize} rows, ${size} were asked for`);
  }
  return size;
}
