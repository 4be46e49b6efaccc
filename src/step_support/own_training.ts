import type { Policy } from '../db/runs.ts';

/** Ends a training that the policy no longer asks for: the run, or its retry, may be older than the policy. */
export function notTrainedAlone({ modelScope }: Policy): { skip: string } | undefined {
  return modelScope === 'pooled'
    ? { skip: 'its policy asks for no model of its own (model_scope is pooled)' }
    : undefined;
}
