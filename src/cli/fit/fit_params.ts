import { z } from 'zod';
import { GBT_PARAMETERS, type GbtParams, ParameterError, parseGbtParams } from '../../learn/gbt/params.ts';
import { readTextFile } from '../files/read_table_file.ts';
import { didYouMean } from '../terminal/did_you_mean.ts';
import { UserError } from '../terminal/errors.ts';

/** What `--params` asks for. */
export type FitParams = {
  readonly params: GbtParams;
  readonly rounds: number;
  /** Stop after so many rounds without a better validation metric; undefined when not said. */
  readonly patience?: number;
  readonly metric: 'logloss' | 'auc';
  readonly seed: number;
};

/** Other names that XGBoost has for the same thing. */
const ALIASES: Readonly<Record<string, string>> = {
  learning_rate: 'eta',
  reg_lambda: 'lambda',
  reg_alpha: 'alpha',
  min_split_loss: 'gamma',
  n_estimators: 'num_boost_round',
  random_state: 'seed',
};

/** What is no parameter of a tree. The last ones name what is done here anyway, so only that is accepted. */
const trainingSchema = z.object({
  num_boost_round: z.int().min(1).max(100_000).default(100),
  early_stopping_rounds: z.int().min(1).optional(),
  eval_metric: z.enum(['logloss', 'auc']).default('logloss'),
  seed: z.int().min(0).default(0),
  objective: z.literal('binary:logistic').optional(),
  booster: z.literal('gbtree').optional(),
  tree_method: z.enum(['hist', 'auto']).optional(),
});

const OF_TRAINING = new Set(Object.keys(trainingSchema.shape));
const KNOWN = new Set([...OF_TRAINING, ...Object.keys(ALIASES), ...GBT_PARAMETERS]);

/**
 * Parameters under XGBoost's names, from JSON or, with an @ before it, from a file of JSON.
 * @throws UserError naming the parameter
 */
export async function readFitParams(text: string): Promise<FitParams> {
  const file = text.startsWith('@') ? text.slice(1) : undefined;
  const given = parseJson(file === undefined ? text : await readTextFile(file), file ?? '--params');
  return parseFitParams(given);
}

export function parseFitParams(given: Readonly<Record<string, unknown>>): FitParams {
  const ofTraining: Record<string, unknown> = {};
  const ofTrees: Record<string, unknown> = {};
  const spelled = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (!KNOWN.has(name)) throw new UserError(`--params: unknown parameter "${name}"${didYouMean(name, [...KNOWN])}`);
    const known = Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
    const other = spelled.get(known);
    if (other !== undefined) throw new UserError(`--params: ${other} and ${name} are the same parameter, give one`);
    spelled.set(known, name);
    (OF_TRAINING.has(known) ? ofTraining : ofTrees)[known] = value;
  }
  const parsed = trainingSchema.safeParse(ofTraining);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    const name = String(path[0]);
    throw new UserError(
      `--params: ${spelled.get(name) ?? name}: ${message}, received ${JSON.stringify(ofTraining[name])}`,
    );
  }
  const { num_boost_round: rounds, early_stopping_rounds: patience, eval_metric: metric, seed } = parsed.data;
  return { params: parseTreeParams(ofTrees, spelled), rounds, patience, metric, seed };
}

/** Says what is wrong with a parameter under the name it was given by. */
function parseTreeParams(given: Record<string, unknown>, spelled: ReadonlyMap<string, string>): GbtParams {
  try {
    return parseGbtParams(given);
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    const { parameter, problem } = error;
    const name = parameter === undefined ? '' : `${spelled.get(parameter) ?? parameter}: `;
    throw new UserError(`--params: ${name}${problem}`);
  }
}

const parameters = z.record(z.string(), z.unknown());

function parseJson(text: string, where: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${where}: not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = parameters.safeParse(json);
  if (!parsed.success) throw new UserError(`${where}: expected a JSON object, received ${text.trim().slice(0, 40)}`);
  return parsed.data;
}
