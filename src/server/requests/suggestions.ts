import { GraphQLError, type GraphQLSchema, isInterfaceType, isObjectType } from 'postgraphile/graphql';

const MOST = 6;
const UNKNOWN = /^Cannot query field "(\w+)" on type "(\w+)"\./;

/** The words of a name, in small letters and without what makes them plural: `mlPipelinePolicies` is ml, pipeline, polic. */
const wordsOf = (name: string): string[] =>
  name
    .split(/(?=[A-Z])/)
    .map((word) => word.toLowerCase())
    .map((word) => (word.length > 3 ? word.replace(/(ies|y|es|s)$/, '') : word));

/**
 * GraphQL suggests names that are spelled alike. Whoever guesses leaves words out (`runs` is `mlPipelineRuns`) or has them in
 * another order, so fields whose names have all of the guessed words are suggested first.
 */
export function withSuggestions(schema: GraphQLSchema, error: GraphQLError): GraphQLError {
  const [, guess, typeName] = UNKNOWN.exec(error.message) ?? [];
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (guess === undefined || !(isObjectType(type) || isInterfaceType(type))) return error;
  const guessed = wordsOf(guess);
  const isOfOther = (name: string) => name.endsWith('s') !== guess.endsWith('s'); // one row, or many
  const found = Object.keys(type.getFields())
    .filter((name) => guessed.every((word) => wordsOf(name).some((one) => one.startsWith(word))))
    .toSorted((a, b) => Number(isOfOther(a)) - Number(isOfOther(b)) || a.length - b.length)
    .slice(0, MOST);
  if (found.length === 0) return error;
  const names = found.map((name) => `"${name}"`);
  const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  return new GraphQLError(`Cannot query field "${guess}" on type "${typeName}". Did you mean ${list}?`, {
    nodes: error.nodes,
  });
}
