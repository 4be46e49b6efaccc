import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** One query for each list of the API, with every field of its rows that needs no argument and leads to no other list. */
export function everythingOf(api: GraphQLSchema): { query: string; mayFail: boolean }[] {
  const lists = Object.values(api.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const row = rowType(field);
    return row ? [{ field, row }] : [];
  });
  const listed = new Set(lists.map(({ row }) => row.name));
  return lists.map(({ field, row }) => ({
    query: `{ ${field.name}${argumentsOf(field)} { nodes ${fieldsOf(row, listed)} ${groups(field)} } }`,
    mayFail: field.name in FUNCTIONS,
  }));
}

/** Functions that return lists: what they need is not all there, so that they may also answer with an error. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  explainPrediction: '(predictionId: "4")',
  predictionsAsKnown: '(knownAt: "2024-01-05T00:00:00Z")',
  rescore: '(modelId: "1", fromDate: "2024-01-01", toDate: "2024-01-04")',
  signalsOn: '(session: "2024-01-03")',
};
export const argumentsOf = ({ name }: Pick<GraphQLField<unknown, unknown>, 'name'>): string => FUNCTIONS[name] ?? '';

/** The type of the rows of a connection. */
export function rowType(field: GraphQLField<unknown, unknown>): GraphQLObjectType | undefined {
  const type = getNamedType(field.type);
  if (!isObjectType(type) || !type.name.endsWith('Connection')) return undefined;
  const row = getNamedType(type.getFields().nodes.type);
  return isObjectType(row) ? row : undefined;
}

function fieldsOf(type: GraphQLObjectType, listed: ReadonlySet<string>): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const of = getNamedType(field.type);
    if (isLeafType(of)) return [field.name];
    const row = rowType(field);
    if (row) return listed.has(row.name) ? [] : [`${field.name} { nodes ${fieldsOf(row, listed)} }`];
    return isObjectType(of) && !listed.has(of.name) ? [`${field.name} ${fieldsOf(of, listed)}`] : [];
  });
  return `{ ${fields.join(' ')} }`;
}

/** What its rows can be grouped by is shown, too. */
function groups(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  const groupBy = isObjectType(type) ? type.getFields().groupedAggregates?.args[0]?.type : undefined;
  const by = groupBy && getNamedType(groupBy);
  return isEnumType(by) ? `groupedAggregates(groupBy: [${by.getValues().map(({ name }) => name)}]) { keys }` : '';
}
