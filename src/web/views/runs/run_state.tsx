import { spaced } from '../../format/words.ts';

/** How a run or step stands, as a word and not by colour alone. */
export const RunState = ({ status }: { readonly status: string }) => (
  <span class={`run-state run-${status.replace('_', '-')}`}>{spaced(status)}</span>
);
