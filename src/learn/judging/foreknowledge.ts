import { centredRanks } from '../../metrics/ranks.ts';

/** No honest column of another's table orders the growths of a history like this. */
export const FOREKNOWN = 0.95;

/** Fewer rows may be in order by chance. */
const FEWEST_ROWS = 30;

/**
 * Spearman's correlation of a column with the growth seven sessions ahead, over the rows where it is known; 0 where
 * they are too few, or all the same. A fact that was measured later and stamped with the time it is about (the growth of
 * a week, stamped with the day the week began) orders them nearly without a fault.
 */
export function foreknowledge(values: Float64Array, growth: Float64Array): number {
  const known = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  if (known.length < FEWEST_ROWS) return 0;
  const said = centredRanks(known.map((row) => values[row]));
  const came = centredRanks(known.map((row) => growth[row]));
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, rank, i) => sum + rank * b[i], 0);
  const scale = Math.sqrt(product(said, said) * product(came, came));
  return scale > 0 ? product(said, came) / scale : 0;
}
