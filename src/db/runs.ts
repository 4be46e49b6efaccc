import pg from 'pg';
import { z } from 'zod';
import { firstRow, type Queryable } from './pool.ts';
import { prepared } from './prepared.ts';
import { SchemaVersionError } from './schema_version.ts';

const started = {
  attempt: z.number().int(),
  /** Of a pool, its name behind the word. */
  symbol: z.string(),
  timeout_seconds: z.number(),
};
const startedStep = z.object({
  ...started,
  instrument_id: z.number().int(),
  pool: z.null(),
  last_session: z.iso.date().nullable(),
  content_hash: z.instanceof(Buffer).nullable(),
});
const startedPoolStep = z.object({
  ...started,
  instrument_id: z.null(),
  pool: z.string(),
});
/** What a step works on, and the attempt that fences its writes. */
export type StartedStep = z.infer<typeof startedStep>;
export type StartedPoolStep = z.infer<typeof startedPoolStep>;

/** The input of a run behind step extract_stock_data. */
export function pinnedInput(run: StartedStep): { lastSession: string; contentHash: Buffer } {
  if (run.last_session === null || run.content_hash === null) {
    throw new Error('the run has not pinned its input: extract_stock_data comes first');
  }
  return { lastSession: run.last_session, contentHash: run.content_hash };
}

const taken = z.looseObject({ attempt: z.number().int() });
/** The attempt counts; the rest of the context is still as it came. */
export type TakenStep = z.infer<typeof taken>;

/** @throws ZodError */
export const startedStepOf = (step: TakenStep): StartedStep | StartedPoolStep =>
  z.union([startedStep, startedPoolStep]).parse(step);

/**
 * The context of a step that is due, or undefined when there is nothing to do.
 * @param worker the host it runs on, and the version it was started from
 * @throws SchemaVersionError when the schema has another version; the attempt is not counted
 */
export async function takeStep(
  db: Queryable,
  runId: number,
  step: string,
  worker: { readonly host: string; readonly version: string },
): Promise<TakenStep | undefined> {
  try {
    return await firstRow(
      db,
      'select * from take_step($1, $2, $3, $4)',
      [runId, step, worker.host, worker.version],
      taken,
    );
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === 'PGA02') {
      throw new SchemaVersionError(`${error.message}. ${error.hint}`, { cause: error });
    }
    throw error;
  }
}

/** Locks the run for a step's writes. @throws an error of SQLSTATE PGA01 when the attempt was overtaken */
export async function fenceStep(db: Queryable, step: { runId: number; name: string; attempt: number }): Promise<void> {
  await db.query('select fence_step($1, $2, $3)', [step.runId, step.name, step.attempt]);
}

export async function finishStep(
  db: Queryable,
  step: { runId: number; name: string; attempt: number },
  output: Record<string, unknown>,
  summary: string,
): Promise<void> {
  await db.query('select finish_step($1, $2, $3, $4, $5)', [step.runId, step.name, step.attempt, output, summary]);
}

/** What a worker holds of graphile-worker while it executes a step, and what it can do next. */
export type HeldJob = {
  readonly id: string;
  /** Of graphile-worker: who has locked the job. */
  readonly poolId: string;
  /** Names of the short steps that this worker executes. */
  readonly able: readonly string[];
};

const nextStep = taken.extend({ next_step: z.string() });
/** The step that follows, its attempt counted; the rest of the context is still as it came. */
export type NextStep = z.infer<typeof nextStep>;

/** As finishStep; the next step, taken by this worker, where it goes straight on. */
export function finishAndGoOn(
  db: Queryable,
  step: { runId: number; name: string; attempt: number },
  { output, summary }: { output: Record<string, unknown>; summary: string },
  { id, poolId, able }: HeldJob,
  worker: { readonly host: string; readonly version: string },
): Promise<NextStep | undefined> {
  return firstRow(
    db,
    'select * from finish_and_go_on($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [step.runId, step.name, step.attempt, output, summary, id, poolId, able, worker.host, worker.version],
    nextStep,
  );
}

/** @param lookAgain whether another run follows, because what this one worked on has changed */
export async function skipRun(
  db: Queryable,
  step: { runId: number; name: string; attempt: number },
  reason: string,
  lookAgain = false,
): Promise<void> {
  await db.query('select skip_run($1, $2, $3, $4, $5)', [step.runId, step.name, step.attempt, reason, lookAgain]);
}

/** Whether the queue should try the step again. */
export async function failStep(
  db: Queryable,
  step: { runId: number; name: string; attempt: number },
  error: { message: string; stack?: string },
): Promise<boolean> {
  const found = await firstRow(
    db,
    'select fail_step($1, $2, $3, $4) as again',
    [step.runId, step.name, step.attempt, error],
    z.object({ again: z.boolean() }),
  );
  return found?.again ?? false;
}

/** Counts an attempt that the database refused to begin. Whether the queue should try the step again. */
export async function failToTakeStep(
  db: Queryable,
  step: { runId: number; name: string; host: string },
  error: { message: string; stack?: string },
): Promise<boolean> {
  const found = await firstRow(
    db,
    'select fail_to_take_step($1, $2, $3, $4) as again',
    [step.runId, step.name, step.host, error],
    z.object({ again: z.boolean() }),
  );
  return found?.again ?? false;
}

export async function releaseStep(
  db: Queryable,
  step: { runId: number; name: string; attempt: number },
): Promise<void> {
  await db.query('select release_step($1, $2, $3)', [step.runId, step.name, step.attempt]);
}

export async function failDeadLetter(db: Queryable, runId: number, step: string, message: string): Promise<void> {
  await db.query('select fail_dead_letter($1, $2, $3)', [runId, step, { message }]);
}

export async function pinInput(
  db: Queryable,
  runId: number,
  input: { firstSession: string; lastSession: string; sessions: number; hash: Buffer },
): Promise<void> {
  await db.query('select pin_input($1, $2, $3, $4, $5)', [
    runId,
    input.firstSession,
    input.lastSession,
    input.sessions,
    input.hash,
  ]);
}

/** What an earlier step of the same run handed on; of several steps, the one that the run has. */
export async function stepOutput<Output>(
  db: Queryable,
  runId: number,
  steps: string | readonly string[],
  schema: z.ZodType<Output>,
): Promise<Output> {
  const names = [steps].flat();
  const found = await firstRow(
    db,
    'select output from ml_pipeline_tasks where run_id = $1 and step = any ($2) and output is not null',
    [runId, names],
    z.object({ output: schema }),
  );
  if (!found) throw new Error(`run ${runId} has no output of step ${names.join(' or ')}`);
  return found.output;
}

/** What steps go by: columns of pipeline_policy, by their names in camel case. */
const policy = z.object({
  minimumSessions: z.number().int(),
  minimumQualityScore: z.number(),
  minimumRocAuc: z.number(),
  gateLevel: z.number(),
  beatsRules: z.boolean(),
  intervalCoverage: z.number(),
  surrogates: z.number().int(),
  validationFolds: z.number().int(),
  searchGrid: z.enum(['default', 'quick', 'full']),
  modelFamily: z.string(),
  engine: z.enum(['pgaugur', 'libxgboost']),
  device: z.enum(['cpu', 'cuda']),
  probabilityThreshold: z.number(),
  transactionCost: z.number(),
  // numeric reaches JavaScript as text
  initialCapital: z.coerce.number(),
  keptModels: z.number().int(),
  modelScope: z.enum(['own', 'pooled', 'both']),
  rankGroup: z.enum(['pool', 'sector', 'index']),
});
export type Policy = z.infer<typeof policy>;

const POLICY_COLUMNS = Object.keys(policy.shape)
  .map((name) => `${name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)} as "${name}"`)
  .join(', ');

/** The policy of an instrument; of no instrument, the defaults: what pools go by. */
export async function readPolicy(db: Queryable, instrumentId: number | null): Promise<Policy> {
  const found = await firstRow(
    db,
    prepared(`select ${POLICY_COLUMNS} from pipeline_policy($1)`),
    [instrumentId],
    policy,
  );
  if (!found) throw new Error('ml_pipeline_defaults has lost its row');
  return found;
}
