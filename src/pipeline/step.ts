import type { Client, Pool } from '../db/pool.ts';
import type { StartedStep } from '../db/runs.ts';
import type { Compute } from '../threads/compute.ts';

/** What a step is given to work with. */
export type StepContext = {
  readonly runId: number;
  readonly run: StartedStep;
  readonly db: Pool;
  readonly compute: Compute;
  /** Fires when the step takes too long or the worker shuts down. */
  readonly signal: AbortSignal;
};

/** What a step found: one line for a person, and what later steps read. */
export type Finding = {
  readonly summary: string;
  readonly output: Record<string, unknown>;
};

/**
 * What a step has to write, inside the transaction that also hands on to the next step, and what it found: known
 * before the writing, or what the writing answers. With `skip` the run ends for that reason, with `lookAgain` another
 * one follows.
 */
export type StepOutcome =
  | (Finding & { readonly write?: (client: Client) => Promise<void> })
  | { readonly write: (client: Client) => Promise<Finding> }
  | { readonly skip: string; readonly lookAgain?: boolean; readonly write?: (client: Client) => Promise<void> };

/** One step of a pipeline: reads and computes in `work`, and writes only through the outcome. */
export type Step = {
  readonly name: string;
  work(context: StepContext): Promise<StepOutcome>;
};

/** The inputs are no longer those the run pinned: it ends, and another one follows. */
export class InputChangedError extends Error {
  override name = 'InputChangedError';
}
