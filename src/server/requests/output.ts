import { type OperationPlan, Step } from 'postgraphile/grafast';
import { type FieldNode, type GraphQLLeafType, isLeafType } from 'postgraphile/graphql';
import { z } from 'zod';

/** The part of an answer that a plan says how to write. */
export type Output = {
  readonly mode: 'root' | 'object' | 'array' | 'leaf';
  readonly step: Step;
  readonly leaf: GraphQLLeafType | undefined;
  /** Of an object, in the order of the request: another part, or the text that stands there. */
  readonly fields: readonly Field[];
  /** Of a list, what each of its values is. */
  readonly each: Output | undefined;
  readonly isEachNeeded: boolean;
  readonly node: FieldNode | undefined;
};
export type Field = { readonly key: string } & (
  | { readonly text: string }
  | { readonly of: Output; readonly isNeeded: boolean }
);

const type = z.object({
  mode: z.enum(['root', 'object', 'array', 'leaf']),
  typeName: z.string().optional(),
  graphqlType: z.unknown().optional(),
});
const part = z.object({
  type,
  rootStep: z.instanceof(Step),
  processRoot: z.null(),
  sideEffectStep: z.null().optional(),
  deferredOutputPlans: z.array(z.never()),
  keys: z.record(z.string(), z.unknown()),
  child: z.unknown(),
  childIsNonNull: z.boolean(),
  locationDetails: z.object({ node: z.unknown() }),
});
const field = z.object({ outputPlan: z.unknown(), isNonNull: z.boolean() });
const typeName = z.object({ type: z.literal('__typename') });
const plan = z.object({ rootOutputPlan: z.unknown() });

/** What a plan answers with; undefined when that is more than objects, lists and values, all at once. */
export const outputOf = (operation: OperationPlan): Output | undefined => read(plan.parse(operation).rootOutputPlan);

function read(given: unknown): Output | undefined {
  const { data } = part.safeParse(given);
  if (!data) return undefined;
  const fields: Field[] = [];
  for (const [key, value] of Object.entries(data.keys)) {
    if (typeName.safeParse(value).success) {
      if (data.type.typeName === undefined) return undefined;
      fields.push({ key, text: JSON.stringify(data.type.typeName) });
      continue;
    }
    const known = field.safeParse(value).data;
    const of = known && read(known.outputPlan);
    if (!of) return undefined;
    fields.push({ key, of, isNeeded: known.isNonNull });
  }
  const each = data.child === null ? undefined : read(data.child);
  if (data.child !== null && !each) return undefined;
  const { node } = data.locationDetails;
  return {
    mode: data.type.mode,
    step: data.rootStep,
    leaf: isLeafType(data.type.graphqlType) ? data.type.graphqlType : undefined,
    fields,
    each,
    isEachNeeded: data.childIsNonNull,
    node: isField(node) ? node : undefined,
  };
}

const isField = (node: unknown): node is FieldNode =>
  typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'Field';
