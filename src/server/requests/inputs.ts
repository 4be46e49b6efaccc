import { type DocumentNode, GraphQLError, Kind, type ValueNode, visit } from 'postgraphile/graphql';
import { limits } from '../limits.ts';

/** What a document and its variables give: objects, as each condition of a filter is one, and wildcards of a pattern. */
export type Inputs = {
  objects: number;
  wildcards: number;
  variablesAsPatterns: Set<string>;
  /** Variables that say what is skipped or included: a plan is made for each of their values, and for no others. */
  switches: Set<string>;
};

const isPattern = (name: string): boolean => /^(not)?like/i.test(name);
const wildcardsOf = (pattern: string): number => pattern.split('%').length - 1;

/** What is written into the document itself. */
export function inputsOf(document: DocumentNode): Inputs {
  const found: Inputs = { objects: 0, wildcards: 0, variablesAsPatterns: new Set(), switches: new Set() };
  const pattern = (value: ValueNode) => {
    if (value.kind === Kind.STRING) found.wildcards = Math.max(found.wildcards, wildcardsOf(value.value));
    if (value.kind === Kind.VARIABLE) found.variablesAsPatterns.add(value.name.value);
  };
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) found.switches.add(value.name.value);
    },
    ObjectValue: () => {
      found.objects++;
    },
    ObjectField: ({ name, value }) => {
      if (isPattern(name.value)) pattern(value);
    },
  });
  return found;
}

/** The limit that what is given passes, in words; undefined when it passes none. */
export function excessOfInputs(
  written: Inputs,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  let { objects, wildcards } = written;
  let isDeep = false;
  const look = (value: unknown, name: string, isPatternHere: boolean, depth = 0): void => {
    isDeep ||= depth > limits.nesting;
    if (isDeep) return;
    if (typeof value === 'string') {
      if (isPatternHere) wildcards = Math.max(wildcards, wildcardsOf(value));
    } else if (Array.isArray(value)) {
      for (const one of value) look(one, name, isPatternHere, depth + 1);
    } else if (typeof value === 'object' && value !== null) {
      objects++;
      if (objects > limits.inputObjects) return; // the rest does not matter any more
      for (const [key, one] of Object.entries(value)) look(one, key, isPattern(key), depth + 1);
    }
  };
  for (const [name, value] of Object.entries(variables)) look(value, name, written.variablesAsPatterns.has(name));
  if (isDeep) {
    return new GraphQLError(
      `a variable has more than ${limits.nesting} lists and objects within each other, at most so many are taken`,
    );
  }
  if (objects > limits.inputObjects) {
    return new GraphQLError(
      `the arguments hold more than ${limits.inputObjects} objects, at most so many are taken: filter for less at a time`,
    );
  }
  if (wildcards > limits.wildcards) {
    return new GraphQLError(
      `a pattern has ${wildcards} wildcards (%), at most ${limits.wildcards} are taken: "includes", "startsWith" or a shorter pattern`,
    );
  }
  return undefined;
}
