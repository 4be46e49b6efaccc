import { createRandom } from '../random.ts';

type BlockBootstrapOptions = {
  readonly seed: number;
  /** Rows per block. */
  readonly blockLength: number;
  readonly resamples: number;
};

/**
 * Moving-block resamples, one after the other: `visit` gets how often each row was drawn. Counts are all that metrics
 * need, since none depends on the order of the rows, and every metric can be read off the same counts: one pass serves
 * all of them, and differences between two models stay paired. The array is reused from resample to resample.
 *
 * Source: Künsch (1989): block starts uniform on 0 … n − blockLength, the last block cut so that n rows are drawn. The
 * same draws, from the same seed, as bootstrapInterval.
 */
export function eachResample(
  rows: number,
  { seed, blockLength, resamples }: BlockBootstrapOptions,
  visit: (counts: Int32Array, resample: number) => void,
): void {
  const random = createRandom(seed);
  // Difference array: a block is two additions, whatever its length.
  const changes = new Int32Array(rows + 1);
  const counts = new Int32Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    changes.fill(0);
    for (let to = 0; to < rows; to += blockLength) {
      const from = random.below(rows - blockLength + 1);
      changes[from]++;
      changes[from + Math.min(blockLength, rows - to)]--;
    }
    let running = 0;
    for (let row = 0; row < rows; row++) {
      running += changes[row];
      counts[row] = running;
    }
    visit(counts, resample);
  }
}
