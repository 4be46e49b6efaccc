import { limits } from '../limits.ts';
import type { Variables } from './cost.ts';
import type { Inputs } from './inputs.ts';

/** The plans of a document that this thread has made. */
export type PlansHere = {
  /** Whether a plan is there, may be made here, or has to be made elsewhere. */
  place(operation: string | undefined, variables: Variables): 'known' | 'new' | 'elsewhere';
  add(operation: string | undefined, variables: Variables): void;
};

/**
 * A plan is chosen by the operation and by what its variables skip or include: ten of them are a thousand plans of one
 * document, each of which takes as long as that of another one.
 */
export function createPlansHere({ switches }: Pick<Inputs, 'switches'>, hasTimeToPlan: () => boolean): PlansHere {
  const made = new Set<string>();
  const keyOf = (operation: string | undefined, variables: Variables): string =>
    JSON.stringify([operation, Array.from(switches, (name) => variables[name])]);
  return {
    place(operation, variables) {
      if (made.has(keyOf(operation, variables))) return 'known';
      return made.size < limits.plansOfDocument && hasTimeToPlan() ? 'new' : 'elsewhere';
    },
    add: (operation, variables) => void made.add(keyOf(operation, variables)),
  };
}
