import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type TypeNode,
  typeFromAST,
  validate,
} from 'graphql';

/** Where they are written. */
export const PAGE_DOCUMENTS = 'src/web/api/documents.ts';

/** What JSON makes of a scalar. Numbers that JavaScript would round come as text. */
const SCALARS: Readonly<Record<string, string>> = {
  String: 'string',
  ID: 'string',
  Boolean: 'boolean',
  Int: 'number',
  Float: 'number',
  BigInt: 'string',
  BigFloat: 'string',
  Date: 'string',
  Datetime: 'string',
  Cursor: 'string',
  JSON: 'unknown',
};

/**
 * The documents of the page as TypeScript: of each operation its text, what it answers and what it takes. Types are those
 * of the fields that it selects and nothing else, so the compiler need not read the whole schema.
 * @throws Error with what is wrong in a document
 */
export function pageDocuments(schema: GraphQLSchema, text: string): string {
  const document = parse(text);
  const faults = validate(schema, document);
  if (faults.length > 0) throw new Error(faults.map(String).join('\n\n'));
  const fragments = new Map(
    document.definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
  );
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  return [
    '// Written by npm run dump from documents.graphql and schema.graphql.',
    "import type { TypedDocument } from './document.ts';",
    ...operations.map((operation) => ofOperation(schema, operation, fragments)),
  ].join('\n\n');
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function ofOperation(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Fragments): string {
  const name = operation.name?.value;
  if (name === undefined) throw new Error('an operation of the page has no name');
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const answer = selected(root, operation.selectionSet, fragments);
  const variables = operation.variableDefinitions ?? [];
  const taken = variables.map(({ variable, type, defaultValue }) => {
    const optional = type.kind !== Kind.NON_NULL_TYPE || defaultValue !== undefined;
    return `readonly ${variable.name.value}${optional ? '?' : ''}: ${inputOf(schema, type)};`;
  });
  const constant = `${name[0].toLowerCase()}${name.slice(1)}`;
  const sent = print({ kind: Kind.DOCUMENT, definitions: [operation, ...used(operation.selectionSet, fragments)] });
  return [
    `export type ${name} = ${answer};`,
    `export type ${name}Variables = ${taken.length > 0 ? `{ ${taken.join(' ')} }` : 'Record<string, never>'};`,
    `export const ${constant}: TypedDocument<${name}, ${name}Variables> = {`,
    `  name: '${name}',`,
    `  text: ${JSON.stringify(shortened(sent))},`,
    '};',
  ].join('\n');
}

/** Without the white space that GraphQL does not need. */
const shortened = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ ?([{}():,]) ?/g, '$1')
    .trim();

function selected(type: GraphQLOutputType, { selections }: SelectionSetNode, fragments: Fragments): string {
  if (!isObjectType(type)) throw new Error(`${String(type)} is no object`);
  const fields = selections.flatMap((one): string[] => {
    if (one.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = fragments.get(one.name.value);
      return fragment ? [selected(type, fragment.selectionSet, fragments).slice(2, -2)] : [];
    }
    if (one.kind === Kind.INLINE_FRAGMENT) throw new Error('the page selects no inline fragments');
    const field = type.getFields()[one.name.value];
    return [`readonly ${one.alias?.value ?? one.name.value}: ${outputOf(field.type, one, fragments)};`];
  });
  return `{ ${fields.join(' ')} }`;
}

function outputOf(type: GraphQLOutputType, field: FieldNode, fragments: Fragments): string {
  if (!isNonNullType(type)) return `${someOf(type, field, fragments)} | null`;
  return someOf(type.ofType, field, fragments);
}

function someOf(type: GraphQLOutputType, field: FieldNode, fragments: Fragments): string {
  if (isListType(type)) return `readonly (${outputOf(type.ofType, field, fragments)})[]`;
  if (field.selectionSet) return selected(type, field.selectionSet, fragments);
  return leafOf(type);
}

function leafOf(type: GraphQLOutputType | GraphQLInputType): string {
  const named = getNamedType(type);
  if (isEnumType(named))
    return named
      .getValues()
      .map(({ name }) => `'${name}'`)
      .join(' | ');
  const known = SCALARS[named.name];
  if (known === undefined) throw new Error(`the page has no type for ${named.name}`);
  return known;
}

function inputOf(schema: GraphQLSchema, node: TypeNode): string {
  if (node.kind === Kind.NON_NULL_TYPE) return inputOf(schema, node.type).replace(/ \| null$/, '');
  if (node.kind === Kind.LIST_TYPE) return `readonly (${inputOf(schema, node.type)})[] | null`;
  const type = typeFromAST(schema, node);
  if (!type) throw new Error(`the schema has no ${node.name.value}`);
  return isInputObjectType(type) ? 'Readonly<Record<string, unknown>> | null' : `${leafOf(type)} | null`;
}

function used(set: SelectionSetNode, fragments: Fragments): FragmentDefinitionNode[] {
  const found = set.selections.flatMap((one): FragmentDefinitionNode[] => {
    if (one.kind === Kind.FIELD) return one.selectionSet ? used(one.selectionSet, fragments) : [];
    if (one.kind === Kind.INLINE_FRAGMENT) return [];
    const fragment = fragments.get(one.name.value);
    return fragment ? [fragment, ...used(fragment.selectionSet, fragments)] : [];
  });
  return [...new Set(found)];
}
