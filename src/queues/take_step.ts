import { hostname } from 'node:os';
import pg from 'pg';
import type { Compute } from '../compute/compute.ts';
import type { Pool } from '../db/pool.ts';
import { failToTakeStep, type NextStep, type TakenStep, takeStep } from '../db/runs.ts';
import type { Logger } from '../env/log.ts';
import { shownMessage } from '../shown_message.ts';
import type { Step } from '../step_support/step.ts';

/** What a worker process has one of, and its steps share. */
export type WorkerServices = {
  readonly db: Pool;
  readonly compute: Compute;
  readonly log: Logger;
  /** Of the package this process was started from: the files may be those of a newer one by now. */
  readonly version: string;
};

/** The job of graphile-worker that a step is executed for, and the short steps that this worker can go on with. */
export type ShortJob = {
  readonly id: string;
  readonly poolId: string;
  readonly steps: ReadonlyMap<string, Step>;
};

/** A step whose attempt counts already. */
export type DueStep = { readonly step: Step; readonly taken: TakenStep };

/**
 * The step, or undefined when there is nothing to do. What the database refuses, or cannot answer in its own words, is an
 * attempt like others; when it is not there, or has another version, none was begun.
 */
export async function take(
  step: Step,
  runId: number,
  { db, log, version }: WorkerServices,
): Promise<DueStep | undefined> {
  const host = hostname();
  try {
    const taken = await takeStep(db, runId, step.name, { host, version });
    return taken && { step, taken };
  } catch (error) {
    log.warn({ run: runId, step: step.name, error: messageOf(error) }, 'step could not be taken');
    if (!isRefusal(error)) throw error;
    if (await failToTakeStep(db, { runId, name: step.name, host }, describe(error))) throw error;
    return undefined;
  }
}

/** Classes of SQLSTATE that speak of the connection or the server, and not of what was asked. */
const SERVER_TROUBLES = ['08', '53', '57', '58'];

const isRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code !== undefined && !SERVER_TROUBLES.includes(error.code.slice(0, 2));

/** @throws Error when SQL hands over a step that was not offered */
export function dueOf({ next_step: name, ...taken }: NextStep, { steps }: ShortJob): DueStep {
  const step = steps.get(name);
  if (!step) throw new Error(`step ${name} was handed over to a worker that does not execute it`);
  return { step, taken };
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** For the grid: the message is for all who read it, the stack for operators. */
export function describe(error: unknown): { message: string; stack?: string } {
  return { message: shownMessage(error), stack: error instanceof Error ? error.stack : undefined };
}
