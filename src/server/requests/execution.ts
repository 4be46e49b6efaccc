import { execute, subscribe } from 'postgraphile/grafast';
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'postgraphile/graphql';
import { credentialsOf } from '../identity/credentials.ts';
import { type ApiRole, type Credentials, type Identity, NotAcceptedError } from '../identity/identity.ts';
import type { LargeLane } from '../large/lane.ts';
import { type Answer, receivedError } from '../large/messages.ts';
import { limits } from '../limits.ts';
import { closeAt } from '../live/expiry.ts';
import { signalOfLeaving } from '../statements/gone.ts';
import type { Held } from '../statements/held.ts';
import { type Cost, costOf, overspentBy, type Variables } from './cost.ts';
import { type Document, makeReader, type ReaderOptions } from './documents.ts';
import { excessOfInputs } from './inputs.ts';
import { createBudget } from './planning_budget.ts';
import { type Abandoned, processorMilliseconds } from './planning_time.ts';
import { createPlansHere, type PlansHere } from './plans_here.ts';
import type { StraightAnswers } from './straight_answers.ts';
import { createTurns, type InTurn } from './turns.ts';

export type ExecutionOptions = {
  readonly large: LargeLane;
  readonly identify: (credentials: Credentials) => Promise<Identity>;
  readonly abandoned: Abandoned;
  readonly straight: StraightAnswers;
  readonly held: { begin(gone?: AbortSignal): Held };
};

/**
 * Asks who somebody is, measures every request before it is planned, whether it comes by POST or over a websocket, and
 * answers small ones here. Large ones, and those whose planning there is no time for, go to a lane of their own.
 */
export const executionPlugin = ({
  large,
  identify,
  abandoned,
  straight,
  held: answers,
}: ExecutionOptions): GraphileConfig.Plugin => {
  const planning = createBudget(limits.planning);
  const inTurn = createTurns();
  let knows = (_text: string): boolean => false;
  return {
    name: 'PgaugurExecutionPlugin',
    description: 'Refuses requests that would take more than the limits, and keeps large ones apart',
    version: '1.0.0',
    grafast: {
      middleware: {
        establishOperationPlan(next) {
          const started = processorMilliseconds();
          try {
            return next();
          } finally {
            planning.spend(processorMilliseconds() - started);
          }
        },
      },
    },
    grafserv: {
      middleware: {
        async processGraphQLRequestBody(next, { body }) {
          await next();
          if (typeof body.query === 'string' && !knows(body.query)) await inTurn(() => {});
        },
        setPreset(next, options) {
          const { validationRules: rules } = options;
          const configured = new WeakMap<GraphQLSchema, ReturnType<typeof configure>>();
          options.getExecutionConfig = async function (context) {
            const role = await roleOf(context, identify);
            const schema = await this.getSchema();
            let known = configured.get(schema);
            if (!known) {
              known = configure({ schema, rules, abandoned }, large, {
                hasTimeToPlan: () => !planning.isSpent,
                inTurn,
              });
              configured.set(schema, known);
              knows = known.knows;
            }
            // Of a POST the data is made as text at once: it goes nowhere but into the answer.
            const asText = context.http !== undefined;
            const { parseAndValidate, measured } = known;
            const response = context.node?.res;
            const held = answers.begin(asText && response ? signalOfLeaving(response) : undefined);
            return {
              schema,
              parseAndValidate,
              resolvedPreset: this.getPreset(),
              contextValue: { role, held },
              execute: measured(
                (args) => {
                  const engine = () => execute({ ...args, outputDataAsString: asText });
                  return asText ? straight.execute(args, engine) : engine();
                },
                { role, asText, held },
              ),
              subscribe: measured(subscribe, { role, asText, held }),
            };
          };
          return next();
        },
      },
    },
  };
};

const FOR_OPERATORS =
  'mutations are for operators: send "authorization: Bearer <token>" with a token whose role is operator';

const FOR_SMALL_SUBSCRIPTIONS =
  `a subscription may read at most ${limits.subscription.rows} rows, ${limits.subscription.values} values and ${limits.small.fields} fields each time: ` +
  'read more with a query when it tells of a change';

const NO_TIME_TO_PLAN =
  'this server has planned as many subscriptions as it takes at a time: ask again in some seconds, or for one it knows';

const refused = (message: string): Refused => ({ errors: [new GraphQLError(message)] });

/** Who asks, how the answer is written, and what it holds meanwhile. */
type Asking = { readonly role: ApiRole; readonly asText: boolean; readonly held: Held };

type Refused = { readonly errors: readonly GraphQLError[] };

type Planning = { readonly hasTimeToPlan: () => boolean; readonly inTurn: InTurn };

function configure(options: ReaderOptions, large: LargeLane, { hasTimeToPlan, inTurn }: Planning) {
  const { schema } = options;
  const isLong = (document: Document) => document.onlyQueries && document.size.fields > limits.small.fields;
  const read = makeReader({ ...options, isForOthers: isLong });
  const documents = new WeakMap<DocumentNode, Document & { readonly plans: PlansHere }>();

  const parseAndValidate = (text: string) => {
    const reading = read(text);
    if ('errors' in reading) return { errors: reading.errors };
    const { node, inputs } = reading.document;
    if (!documents.has(node)) {
      documents.set(node, { ...reading.document, plans: createPlansHere(inputs, hasTimeToPlan) });
    }
    return { document: node };
  };

  const costs = new WeakMap<Document, ReturnType<typeof costOf>>();
  /** Where nothing else says what is asked for, the document does. */
  const costOfOne = (document: Document, name: string | undefined, variables: Variables) => {
    if (name !== undefined || Object.keys(variables).length > 0) return costOf(schema, document, name, variables);
    const known = costs.get(document) ?? costOf(schema, document, name, variables);
    costs.set(document, known);
    return known;
  };

  /** Executes what is small, asks the lane for what is large, and answers what is refused without a plan. */
  const measured =
    <Args extends ExecutionArgs, Result>(here: (args: Args) => Result, { role, asText, held }: Asking) =>
    (args: Args): Result | Promise<Awaited<Result>> | Refused | ReturnType<typeof there> => {
      const document = documents.get(args.document);
      if (!document) throw new Error('a document is executed that was not read here');
      const operationName = args.operationName ?? undefined;
      const kind = document.operation(operationName)?.operation;
      if (role !== 'pgaugur_operator' && kind === OperationTypeNode.MUTATION) return refused(FOR_OPERATORS);
      const variables = args.variableValues ?? {};
      const cost = excessOfInputs(document.inputs, variables) ?? costOfOne(document, operationName, variables);
      if (cost instanceof GraphQLError) return { errors: [cost] };
      const excess = overspentBy(cost);
      if (excess) return { errors: [excess] };
      const isLarge = document.size.fields > limits.small.fields || !isSmall(cost);
      if (kind === OperationTypeNode.SUBSCRIPTION && isTooMuchEachTime(document, cost)) {
        return refused(FOR_SMALL_SUBSCRIPTIONS);
      }
      // What stands beside it in the document does not make a query another one.
      const plan = document.plans.place(operationName, variables);
      const isElsewhere = isLarge || plan === 'elsewhere';
      if (isElsewhere && kind === OperationTypeNode.QUERY) {
        return there({ role, text: document.text, operationName, variables }, large, { asText, gone: held.gone });
      }
      if (kind === OperationTypeNode.SUBSCRIPTION && plan === 'elsewhere') return refused(NO_TIME_TO_PLAN);
      if (plan === 'new') document.plans.add(operationName, variables);
      const result = plan === 'new' ? inTurn(() => here(args)) : here(args);
      const release = () => held.release();
      void Promise.resolve(result).then(release, release); // whoever asked hears of an error
      return result;
    };
  return { parseAndValidate, measured, knows: read.knows };
}

const isTooMuchEachTime = ({ size }: Document, { rows, values, aggregates }: Cost): boolean =>
  size.fields > limits.small.fields ||
  rows > limits.subscription.rows ||
  values > limits.subscription.values ||
  aggregates;

const isSmall = ({ rows, values, aggregates, introspection }: Cost): boolean =>
  rows <= limits.small.rows && values <= limits.small.values && !aggregates && !introspection;

async function there(
  question: Parameters<LargeLane['answer']>[0],
  large: LargeLane,
  { asText, gone }: { readonly asText: boolean; readonly gone: AbortSignal | undefined },
) {
  let answer: Answer;
  try {
    answer = await large.answer(question, gone);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { errors: [new GraphQLError(error.message, { originalError: error })] };
  }
  const { data, errors } = answer;
  if (!asText && data && data.length > limits.messageBytes) {
    const most = limits.messageBytes / 1e6;
    return { errors: [new GraphQLError(`a websocket is sent at most ${most} MB at once: ask for this by POST`)] };
  }
  return {
    ...(data === undefined ? {} : { data: asText || !data ? data : JSON.parse(data) }),
    ...(errors.length > 0 ? { errors: errors.map((error) => receivedError(error, question.text)) } : {}),
  };
}

async function roleOf(
  context: Partial<Grafast.RequestContext>,
  identify: ExecutionOptions['identify'],
): Promise<ApiRole> {
  const { role, until } = await identify(credentialsOf(context));
  if (!role)
    throw new NotAcceptedError('this server answers those whom it knows: send "authorization: Bearer <token>"', 401);
  if (until !== undefined && context.ws?.socket) closeAt(context.ws.socket, until);
  return role;
}
