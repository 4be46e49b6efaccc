import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'postgraphile/graphql';
import { limits } from '../limits.ts';
import type { Document } from './documents.ts';

/** At most so much is read for an operation, over all of its levels. */
export type Cost = {
  readonly rows: number;
  readonly values: number;
  /** Something is asked whose work in the database does not show in the rows that come back. */
  readonly aggregates: boolean;
  readonly introspection: boolean;
};

export type Variables = Readonly<Record<string, unknown>>;

/** A list in one column, as the values of all features of a session, counts as so many values. */
const VALUES_OF_A_LIST = 200;
/** JSON, with a shape or without one. */
const VALUES_OF_JSON = 50;
/** Rows of a list that has no size of its own, as groups and the members of a composite column. */
const ROWS_OF_OTHER_LISTS = 100;

/**
 * What an operation may cost at most, from the sizes of its pages: a page within a page counts as often as it is read.
 * Answers with an error of the client when a size is negative.
 */
export function costOf(
  schema: GraphQLSchema,
  document: Document,
  name: string | undefined,
  variables: Variables,
): Cost | GraphQLError {
  const found = { rows: 0, values: 0, aggregates: false, introspection: false };
  const operation = document.operation(name);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return found;

  const visit = ({ selections }: SelectionSetNode, type: GraphQLObjectType, times: number, pageSize: number): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) visitField(selection, type, times, pageSize);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet, type, times, pageSize);
      else {
        const fragment = document.fragments.get(selection.name.value);
        if (fragment) visit(fragment, type, times, pageSize);
      }
    }
  };

  const visitField = (node: FieldNode, parent: GraphQLObjectType, times: number, pageSize: number): void => {
    const fieldName = node.name.value;
    if (fieldName.startsWith('__')) {
      if (fieldName !== '__typename') found.introspection = true;
      return;
    }
    const field: GraphQLField<unknown, unknown> | undefined = parent.getFields()[fieldName];
    if (!field) return; // validation says so
    const type = getNamedType(field.type);
    const isList = isListType(getNullableType(field.type));
    const isPage = isConnection(parent) && (fieldName === 'nodes' || fieldName === 'edges');
    if (isLeafType(type)) {
      const each = isPage ? pageSize : isList ? VALUES_OF_A_LIST : 1;
      found.values += times * each * (type.name === 'JSON' ? VALUES_OF_JSON : 1);
      if (isPage) found.rows += times * pageSize; // rows of a function that are one value each
      return;
    }
    if (!isObjectType(type) || !node.selectionSet) return;
    if (isOfJson(type)) {
      found.values += times * VALUES_OF_JSON;
      return;
    }
    if (isConnection(type)) {
      visit(node.selectionSet, type, times, sizeOf(node, operation, variables));
      return;
    }
    if (fieldName === 'aggregates' || fieldName === 'groupedAggregates') found.aggregates = true;
    const below = times * (isPage ? pageSize : isList ? ROWS_OF_OTHER_LISTS : 1);
    found.rows += below;
    visit(node.selectionSet, type, below, pageSize);
  };

  try {
    visit(operation.selectionSet, root, 1, 1);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
  return found;
}

/** One column holds all of it, whatever is asked of it. */
const isOfJson = ({ extensions }: GraphQLObjectType): boolean => extensions.isOfJson === true;

const isConnection = (type: GraphQLObjectType): boolean =>
  type.name.endsWith('Connection') && 'nodes' in type.getFields();

function sizeOf(node: FieldNode, operation: OperationDefinitionNode, variables: Variables): number {
  const sizes = ['first', 'last', 'offset'].map((argument) => {
    const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
    const size = value && numberIn(value, operation, variables);
    if (size !== undefined && size < 0) {
      throw new GraphQLError(`"${argument}" counts rows and cannot be negative, ${size} was given`, { nodes: node });
    }
    return size;
  });
  return sizes[0] ?? sizes[1] ?? limits.defaultPageSize;
}

function numberIn(value: ValueNode, operation: OperationDefinitionNode, variables: Variables): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return undefined;
  const given = variables[value.name.value];
  if (given !== undefined) return typeof given === 'number' ? given : undefined;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === value.name.value);
  return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : undefined;
}

/** The limit that a cost passes, in words; undefined when it passes none. */
export function overspentBy({ rows, values }: Cost): GraphQLError | undefined {
  if (rows > limits.rows) {
    return new GraphQLError(
      `the query may read ${rows} rows over all of its levels, at most ${limits.rows} are answered: ask for smaller pages with "first"`,
    );
  }
  if (values > limits.values) {
    return new GraphQLError(
      `the query may read ${values} values, at most ${limits.values} are answered (a list counts as ${VALUES_OF_A_LIST}, ` +
        `JSON as ${VALUES_OF_JSON}): ask for smaller pages with "first", or for fewer fields`,
    );
  }
  return undefined;
}
