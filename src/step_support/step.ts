import type { Compute } from '../compute/compute.ts';
import type { Client, Pool } from '../db/pool.ts';
import type { StartedPoolStep, StartedStep } from '../db/runs.ts';
import type { RunBars } from './run_bars.ts';

/** What a step is given to work with, for a run of one kind or the other. */
export type RunContext<Run> = {
  readonly runId: number;
  readonly run: Run;
  readonly db: Pool;
  readonly bars: RunBars;
  readonly compute: Compute;
  /** Fires when the step takes too long or the worker shuts down. */
  readonly signal: AbortSignal;
};

export type StepContext = RunContext<StartedStep>;
export type PoolStepContext = RunContext<StartedPoolStep>;

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
export type InstrumentStep = {
  readonly name: string;
  readonly of?: 'instrument';
  work(context: StepContext): Promise<StepOutcome>;
};

/** One step of a pool's pipeline, alike. */
export type PoolStep = {
  readonly name: string;
  readonly of: 'pool';
  work(context: PoolStepContext): Promise<StepOutcome>;
};

export type Step = InstrumentStep | PoolStep;

/** The inputs are no longer those the run pinned: it ends, and another one follows. */
export class InputChangedError extends Error {
  override name = 'InputChangedError';

  constructor(lastSession: string) {
    super(`prices, calendar, indices or sources up to ${lastSession} changed after the run had pinned them`);
  }
}
