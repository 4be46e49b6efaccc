import { PgSelectStep, type WithPgClient } from 'postgraphile/@dataplan/pg';
import {
  ConnectionStep,
  type execute,
  type GrafastExecutionArgs,
  isAsyncIterable,
  type OperationPlan,
} from 'postgraphile/grafast';
import { type DocumentNode, type ExecutionResult, type FieldNode, GraphQLError } from 'postgraphile/graphql';
import { z } from 'zod';
import type { Logger } from '../../env/log.ts';
import { limits } from '../limits.ts';
import { type Built, type BuiltQueries, createBuiltQueries } from './built_queries.ts';
import { type EngineVersions, INSTALLED, whyUnreadable } from './engine_versions.ts';
import { type Output, outputOf } from './output.ts';
import { contextKeysOf, dependenciesOf } from './plan_steps.ts';
import { rowWriter } from './row_writer.ts';

type Args = Pick<GrafastExecutionArgs, 'document' | 'operationName' | 'variableValues' | 'contextValue' | 'onError'>;
type Result = ReturnType<typeof execute>;
/** Data as text: grafast answers so when it is asked to, and its types know of objects alone. */
const textAsData = z.custom<ExecutionResult['data']>((value) => typeof value === 'string');

/** A list at the root of an answer: the statement that reads it, and how its rows are written. */
type List = {
  readonly key: string;
  readonly node: FieldNode | undefined;
  readonly built: Built;
  readonly contextKeys: Readonly<Record<string, string>>;
  readonly write: (rows: readonly (readonly unknown[])[]) => string;
};

export type StraightAnswers = {
  readonly plugins: readonly GraphileConfig.Plugin[];
  /** @param engine answers with data as text, too */
  execute(args: Args, engine: () => Result): Promise<Awaited<Result>>;
};

export type StraightOptions = { readonly log: Logger; readonly versions?: EngineVersions };

/**
 * Answers what was asked before with the same variables from the rows of its statements at once. The engine goes through each
 * row step by step, and keeps the values of each step; where an answer is lists of objects with columns, and with the rows
 * that were joined to them, the rows are all there is to it. What the engine was asked first, it has planned and
 * checked; whatever does not fit is asked of it again. Of other versions of the engine everything is.
 */
export function createStraightAnswers({ log, versions = INSTALLED }: StraightOptions): StraightAnswers {
  const why = whyUnreadable(versions);
  if (why === undefined) return readPlans();
  log.warn(why);
  return { plugins: [], execute: async (_, engine) => engine() };
}

function readPlans(): StraightAnswers {
  const queries = createBuiltQueries();
  const known = new WeakMap<DocumentNode, Map<string, readonly List[]>>();
  let established: OperationPlan | undefined;

  const learn = async (args: Args, key: string, engine: () => Result): Promise<Awaited<Result>> => {
    established = undefined;
    const running = engine();
    const plan = established; // planned at once, before anything is waited for
    const result = await running;
    if (!plan || isAsyncIterable(result) || result.errors) return result;
    const lists = listsOf(plan, args, queries);
    if (!lists) return result;
    const ofDocument = known.get(args.document) ?? new Map<string, readonly List[]>();
    known.set(args.document, ofDocument.set(key, lists));
    for (const [oldest] of ofDocument) {
      if (ofDocument.size <= limits.builtQueries.perStep) break;
      ofDocument.delete(oldest);
    }
    return result;
  };

  return {
    plugins: [
      queries.plugin,
      {
        name: 'PgaugurStraightAnswersPlugin',
        description: 'Hears of the plans that are made',
        version: '1.0.0',
        grafast: {
          middleware: {
            establishOperationPlan(next) {
              established = next();
              return established;
            },
          },
        },
      },
    ],
    async execute(args, engine) {
      const key = keyOf(args);
      if (key === undefined) return engine();
      const lists = known.get(args.document)?.get(key);
      if (!lists) return learn(args, key, engine);
      return (await answer(lists, args)) ?? engine();
    },
  };
}

/** What a plan is chosen by. */
function keyOf({ operationName, variableValues, contextValue, onError }: Args): string | undefined {
  const role = isRecord(contextValue) ? contextValue.role : undefined;
  const key = JSON.stringify([operationName ?? null, variableValues ?? null, role ?? null, onError ?? null]);
  return key.length > limits.builtQueries.keyCharacters ? undefined : key;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function listsOf(plan: OperationPlan, { variableValues }: Args, queries: BuiltQueries): readonly List[] | undefined {
  const root = outputOf(plan);
  if (root?.mode !== 'root') return undefined;
  const lists: List[] = [];
  for (const field of root.fields) {
    const list =
      'of' in field ? listOf(field.key, field.of, plan, (step) => queries.of(step, variableValues)) : undefined;
    if (!list) return undefined;
    lists.push(list);
  }
  return lists;
}

function listOf(
  key: string,
  connection: Output,
  plan: OperationPlan,
  builtOf: (step: PgSelectStep) => Built | undefined,
): List | undefined {
  if (connection.mode !== 'object' || !(connection.step instanceof ConnectionStep)) return undefined;
  const [step] = dependenciesOf(connection.step);
  const [nodes, ...others] = connection.fields;
  if (!(step instanceof PgSelectStep) || !nodes || !('of' in nodes) || others.length > 0) return undefined;
  const { each } = nodes.of;
  const [items] = dependenciesOf(nodes.of.step);
  const [item] = each ? dependenciesOf(each.step) : [];
  const isItemOfNodes = item !== undefined && dependenciesOf(item)[0] === nodes.of.step;
  if (nodes.of.mode !== 'array' || !each || items !== connection.step || !isItemOfNodes) return undefined;
  const built = builtOf(step);
  const contextKeys = contextKeysOf(step, plan);
  const writeRow = built && rowWriter(each, each.step, built.said.m);
  if (!built || !contextKeys || !writeRow) return undefined;
  const start = `"${key}":{"${nodes.key}":[`;
  return {
    key,
    node: connection.node,
    built,
    contextKeys,
    write(rows) {
      let text = start;
      for (let i = 0; i < rows.length; i++) text += i === 0 ? writeRow(rows[i]) : `,${writeRow(rows[i])}`;
      return `${text}]}`;
    },
  };
}

/** Undefined when the engine has to say what is wrong with the rows. */
async function answer(lists: readonly List[], { contextValue }: Args): Promise<ExecutionResult | undefined> {
  const read = await Promise.allSettled(lists.map((list) => rowsOf(list, contextValue)));
  const errors: GraphQLError[] = [];
  try {
    const texts = lists.map(({ key, node, write }, i) => {
      const found = read[i];
      if (found.status === 'fulfilled') return write(found.value);
      const error: unknown = found.reason;
      const originalError = error instanceof Error ? error : new Error(String(error));
      errors.push(new GraphQLError(originalError.message, { nodes: node, path: [key], originalError }));
      return `"${key}":null`;
    });
    return { data: textAsData.parse(`{${texts.join(',')}}`), ...(errors.length > 0 ? { errors } : {}) };
  } catch {
    return undefined; // a value that its type does not have, or null where it may not be
  }
}

const context = z.object({
  pgSettings: z.record(z.string(), z.string().optional()).nullish(),
  withPgClient: z.custom<WithPgClient>((value) => typeof value === 'function'),
});

async function rowsOf({ built: { options }, contextKeys }: List, contextValue: unknown) {
  const values = isRecord(contextValue) ? contextValue : {};
  const { pgSettings, withPgClient } = context.parse({
    pgSettings: values[contextKeys.pgSettings],
    withPgClient: values[contextKeys.withPgClient],
  });
  const { text, rawSqlValues, name } = options;
  const { rows } = await withPgClient(pgSettings ?? null, (client) =>
    client.query<readonly unknown[]>({ text, values: [...rawSqlValues], arrayMode: true, name }),
  );
  return rows;
}
