import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'postgraphile/graphql';
import { limits } from '../limits.ts';
import { type Expansion, excessOf, expansionOf } from './expansion.ts';
import { type Inputs, inputsOf } from './inputs.ts';
import { refuseDeep } from './nesting.ts';
import type { Abandoned } from './planning_time.ts';
import { withSuggestions } from './suggestions.ts';
import { createTexts } from './texts.ts';

/** A document that may be planned: parsed, measured and valid. */
export type Document = {
  readonly text: string;
  readonly node: DocumentNode;
  readonly size: Expansion;
  readonly inputs: Inputs;
  /** None of its operations changes anything or goes on. */
  readonly onlyQueries: boolean;
  readonly fragments: ReadonlyMap<string, SelectionSetNode>;
  /** The operation of that name; without a name, the only one. */
  operation(name: string | undefined): OperationDefinitionNode | undefined;
};

export type Reading = { readonly document: Document } | { readonly errors: readonly GraphQLError[] };

/** Reads documents, and remembers what came of those that were asked for lately; it knows which. */
export function makeReader({ schema, rules = specifiedRules, isForOthers = () => false, abandoned }: ReaderOptions) {
  const known = createTexts<Reading>(limits.rememberedDocuments, limits.rememberedDocumentBytes);
  const reader = (text: string): Reading => {
    const before = known.get(text);
    if (before && !('document' in before && abandoned?.has(before.document.node))) return before;
    const reading = read({ schema, rules, isForOthers }, text);
    known.set(text, reading);
    return reading;
  };
  return Object.assign(reader, { knows: (text: string) => known.get(text) !== undefined });
}

export type ReaderOptions = {
  readonly schema: GraphQLSchema;
  readonly rules?: readonly ValidationRule[];
  /** What is not executed here is not validated here, either. */
  readonly isForOthers?: (document: Document) => boolean;
  /** Documents whose plans were given up. */
  readonly abandoned?: Abandoned;
};

function read({ schema, rules, isForOthers }: Required<Omit<ReaderOptions, 'abandoned'>>, text: string): Reading {
  let node: DocumentNode;
  try {
    refuseDeep(text);
    node = parse(text, { maxTokens: limits.documentTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
  const size = expansionOf(node);
  const excess = excessOf(size);
  if (excess) return { errors: [excess] };
  const document = documentOf(text, node, size);
  if (!size.endless && isForOthers(document)) return { document };
  const errors = validate(schema, node, rules, { maxErrors: limits.validationErrors }).map((error) =>
    withSuggestions(schema, error),
  );
  return errors.length > 0 ? { errors } : { document };
}

function documentOf(text: string, node: DocumentNode, size: Expansion): Document {
  const operations = node.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const fragments = new Map<string, SelectionSetNode>();
  for (const one of node.definitions) {
    if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one.selectionSet);
  }
  return {
    text,
    node,
    size,
    inputs: inputsOf(node),
    onlyQueries: operations.every(({ operation }) => operation === OperationTypeNode.QUERY),
    fragments,
    operation: (name) =>
      name === undefined
        ? operations.length === 1
          ? operations[0]
          : undefined
        : operations.find((one) => one.name?.value === name),
  };
}
