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

/** What a step found, and how it writes that: inside the transaction that also hands on to the next step. */
export type StepOutcome = {
  readonly write?: (client: Client) => Promise<void>;
} & (
  | {
      /** One line for a person: what the step found. */
      readonly summary: string;
      /** What later steps read. */
      readonly output: Record<string, unknown>;
    }
  | { readonly skip: string }
);

/** One step of a pipeline: reads and computes in `work`, and writes only through the outcome. */
export type Step = {
  readonly name: string;
  work(context: StepContext): Promise<StepOutcome>;
};

/** The prices are no longer those the run pinned: it ends, and the run that the change asked for follows. */
export class InputChangedError extends Error {
  override name = 'InputChangedError';
}
