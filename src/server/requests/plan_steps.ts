import { PgClassExpressionStep, PgSelectSingleStep, type PgSelectStep, TYPES } from 'postgraphile/@dataplan/pg';
import { AccessStep, type OperationPlan, Step } from 'postgraphile/grafast';
import { z } from 'zod';

/** What steps of a plan keep to themselves, of the versions that package.json names. */

const steps = z.array(z.instanceof(Step));
const withDependencies = z.object({ dependencies: steps });

export const dependenciesOf = (step: Step): readonly Step[] => withDependencies.parse(step).dependencies;

const selection = z.object({ contextId: z.number() });
const object = z.object({ keys: z.array(z.string()), dependencies: steps });
const access = z.object({ path: z.array(z.union([z.string(), z.number()])) });
const plan = z.object({ contextStep: z.instanceof(Step) });

/** By which keys a step finds what it needs to ask the database in the context of a request. */
export function contextKeysOf(
  step: PgSelectStep,
  operation: OperationPlan,
): Readonly<Record<string, string>> | undefined {
  const { contextStep } = plan.parse(operation);
  const context = object.safeParse(dependenciesOf(step)[selection.parse(step).contextId]);
  if (!context.success) return undefined;
  const { keys, dependencies } = context.data;
  const found = dependencies.map((one) => {
    const { path } = access.safeParse(one).data ?? { path: [] };
    return dependenciesOf(one)[0] === contextStep && path.length === 1 ? String(path[0]) : undefined;
  });
  return found.every((key) => key !== undefined)
    ? Object.fromEntries(keys.map((key, i) => [key, found[i] ?? '']))
    : undefined;
}

/** What a statement says of its joins, by their keys. */
export type Meta = Readonly<Record<string, unknown>>;

const joined = z.object({ selectIndexes: z.array(z.number()), meta: z.record(z.string(), z.unknown()) });

/** A row that was joined to another: where its values lie there, and what is said of the joins to it. */
export type Join = z.infer<typeof joined>;

/** The row that another was joined to, and under which key that is said; undefined when it comes about otherwise. */
export function parentOf(single: Step): { readonly parent: Step; readonly key: string } | undefined {
  const [first] = dependenciesOf(single);
  const [rows] = first ? dependenciesOf(first) : [];
  const [transform] = rows ? dependenciesOf(rows) : [];
  const isOfJoin =
    transform &&
    'fn' in transform &&
    typeof transform.fn === 'function' &&
    transform.fn.name === 'pgInlineViaJoinTransform';
  const [list] = isOfJoin ? dependenciesOf(transform) : [];
  const [details, parent] = list ? dependenciesOf(list) : [];
  if (!(details instanceof AccessStep) || !(parent instanceof PgSelectSingleStep)) return undefined;
  const [of, key, ...others] = access.parse(details).path;
  return of === 'm' && key !== undefined && others.length === 0 ? { parent, key: String(key) } : undefined;
}

export const joinOf = (meta: Meta, key: string): Join | undefined => joined.safeParse(meta[key]).data;

const nullCheck = z.object({
  nullCheckAttributeIndex: z.number().nullable(),
  nullCheckId: z.number().nullable(),
  _coalesceToEmptyObject: z.literal(false),
});

/** Whether there is no such row, by the values that were read for it; undefined when that is told otherwise. */
export function absenceOf(single: Step): ((valueAt: (index: number) => unknown) => boolean) | undefined {
  const { data } = nullCheck.safeParse(single);
  if (!data) return undefined;
  const { nullCheckAttributeIndex: attribute, nullCheckId: check } = data;
  if (attribute !== null) return (valueAt) => valueAt(attribute) == null;
  if (check === null) return () => false;
  return (valueAt) => {
    const value = valueAt(check);
    return typeof value !== 'string' || TYPES.boolean.fromPg(value) !== true;
  };
}

const expression = z.object({
  attrIndex: z.number(),
  rowDependencyId: z.number(),
  needsTupleAccess: z.literal(false).optional(),
});

/** A column of a row: whose it is, where it lies, and how it is read. */
export type Column = {
  readonly single: Step;
  readonly index: number;
  readonly read: (text: string) => unknown;
  /** It is read as a double, and nothing else is done to it. */
  readonly isNumber: boolean;
};

export function columnOf(step: Step): Column | undefined {
  if (!(step instanceof PgClassExpressionStep)) return undefined;
  const { data } = expression.safeParse(step);
  if (!data) return undefined;
  const { fromPg: read } = step.pgCodec;
  const single = dependenciesOf(step)[data.rowDependencyId];
  return { single, index: data.attrIndex, read, isNumber: step.pgCodec === TYPES.float };
}
