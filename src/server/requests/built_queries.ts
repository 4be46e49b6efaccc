import { PgSelectStep } from 'postgraphile/@dataplan/pg';
import { __ValueStep, Step } from 'postgraphile/grafast';
import { z } from 'zod';
import { limits } from '../limits.ts';

/** What a step that selects keeps to itself, as far as its SQL is made of it. */
const selection = z.object({
  contextId: z.number(),
  firstStepId: z.number().nullable(),
  lastStepId: z.number().nullable(),
  offsetStepId: z.number().nullable(),
  fetchOneExtra: z.boolean(),
  placeholders: z.array(z.object({ dependencyIndex: z.number() })),
  dependencies: z.array(z.instanceof(Step)),
});
type Selection = z.infer<typeof selection>;

const dependencies = z.object({ dependencies: z.array(z.instanceof(Step)) });
const variables = z.object({ variableValuesStep: z.instanceof(Step) });

type Variables = Readonly<Record<string, unknown>> | null | undefined;
type Event = Parameters<GraphileConfig.GrafastMiddleware['executeStep']>[0];
type Executor = PgSelectStep['resource']['executor'];
type Options = Parameters<Executor['executeWithCache']>[1];

/** A statement, and what is said of its rows. */
export type Built = {
  readonly options: Omit<Options, 'eventEmitter'>;
  readonly said: { readonly m: Readonly<Record<string, unknown>> };
};

/** What is remembered of a step of a plan; undefined when its SQL is made of more than the request says. */
type Memory = { readonly of: Selection; readonly built: Map<string, Built> } | undefined;

export type BuiltQueries = {
  readonly plugin: GraphileConfig.Plugin;
  /** The statement of a step that reads a list from its beginning, for these variables; undefined where none is remembered. */
  of(step: PgSelectStep, variableValues: Variables): Built | undefined;
};

/**
 * Remembers the SQL of queries. A plan is made once per document, but the SQL of its steps is put together again for each
 * request, which takes longer than all else that a server of GraphQL does for it. Statements that are made of the document
 * and of the request's variables alone are the same when these are; they still run for each request.
 */
export function createBuiltQueries(): BuiltQueries {
  const memories = new WeakMap<Step, Memory>();
  const plugin: GraphileConfig.Plugin = {
    name: 'PgaugurBuiltQueriesPlugin',
    description: 'Remembers the SQL of queries',
    version: '1.0.0',
    grafast: {
      middleware: {
        executeStep(next, event) {
          const { step } = event;
          if (!(step instanceof PgSelectStep)) return next();
          if (!memories.has(step)) memories.set(step, memoryOf(step));
          const memory = memories.get(step);
          const key = memory && keyOf(memory.of, event);
          if (!memory || key === undefined) return next();
          const known = memory.built.get(key);
          return known ? read(step, memory.of, known, event) : build(step, memory, key, event);
        },
      },
    },
  };
  return {
    plugin,
    of(step, variableValues) {
      const memory = memories.get(step);
      return memory?.of.fetchOneExtra === false ? memory.built.get(keyText(variableValues, [])) : undefined;
    },
  };
}

function memoryOf(step: PgSelectStep): Memory {
  const of = selection.parse(step);
  const { variableValuesStep } = variables.parse(step.operationPlan);
  const given = new Set([of.contextId, ...of.placeholders.map(({ dependencyIndex }) => dependencyIndex)]);
  const isOfRequest = isMadeOf(variableValuesStep);
  const isKnown =
    step.operationPlan.operation.operation === 'query' &&
    !step.hasSideEffects &&
    of.dependencies.every((dependency, i) => given.has(i) || isOfRequest(dependency));
  return isKnown ? { of, built: new Map() } : undefined;
}

/** Whether a step's value follows from the document and its variables. */
const isMadeOf = (variableValues: Step) => {
  const known = new Map<Step, boolean>();
  const isOfRequest = (step: Step): boolean => {
    const before = known.get(step);
    if (before !== undefined) return before;
    // A value comes from outside of the plan: the context of the request, what stands at its root.
    const is =
      step === variableValues ||
      (!(step instanceof __ValueStep) &&
        step.isSyncAndSafe &&
        !step.hasSideEffects &&
        dependencies.parse(step).dependencies.every(isOfRequest));
    known.set(step, is);
    return is;
  };
  return isOfRequest;
};

/** What the SQL depends on, as text: equal for equal SQL. Undefined when it is more than is worth to be remembered. */
function keyOf(
  { placeholders, lastStepId }: Selection,
  { args: { variableValues }, executeDetails: { count, values, stream } }: Event,
): string | undefined {
  if (count !== 1 || stream || values.some(({ isBatch }) => isBatch)) return undefined;
  if (lastStepId !== null && values[lastStepId].unaryValue() != null) return undefined; // read from its end
  const inserted = placeholders.map(({ dependencyIndex }) => values[dependencyIndex].unaryValue());
  if (inserted.some((value) => value != null && !['string', 'number', 'boolean'].includes(typeof value)))
    return undefined;
  const key = keyText(variableValues, inserted);
  return key.length > limits.builtQueries.keyCharacters ? undefined : key;
}

const keyText = (variableValues: Variables, inserted: readonly unknown[]): string =>
  JSON.stringify([variableValues ?? null, inserted.map((value) => value ?? null)]);

/** Executes the step as it is, and remembers what it asked of the database. */
async function build(step: PgSelectStep, memory: NonNullable<Memory>, key: string, event: Event) {
  let options: Options | undefined;
  const { resource } = step;
  const { executor } = resource;
  const hearing: Executor = Object.create(executor, {
    executeWithCache: {
      value: (...[specs, asked]: Parameters<Executor['executeWithCache']>) => {
        options = asked;
        return executor.executeWithCache(specs, asked);
      },
    },
  });
  const heard: PgSelectStep = Object.create(step, {
    resource: { value: Object.create(resource, { executor: { value: hearing } }) },
  });
  const results = await heard.execute(event.executeDetails);
  const result = await results[0];
  if (options && options.identifierIndex == null && 'items' in result) {
    const { eventEmitter: _, ...rest } = options;
    const { items: __, ...said } = result;
    const { built } = memory;
    built.set(key, { options: rest, said });
    for (const [oldest] of built) {
      if (built.size <= limits.builtQueries.perStep) break;
      built.delete(oldest);
    }
  }
  return results;
}

/** What the step would do with its statement: one row more than a page has says that there is another page. */
async function read(
  { resource }: PgSelectStep,
  { contextId, firstStepId, fetchOneExtra }: Selection,
  { options, said }: Built,
  { executeDetails: { values, extra } }: Event,
) {
  const first = firstStepId === null ? null : values[firstStepId].unaryValue();
  const spec = { context: values[contextId].unaryValue(), queryValues: [] };
  const {
    values: [rows],
  } = await resource.executor.executeWithCache([spec], { ...options, eventEmitter: extra.eventEmitter });
  const isMore = fetchOneExtra && first != null && rows.length > first;
  return [{ ...said, hasNextPage: isMore, items: isMore ? rows.slice(0, first) : rows }];
}
