import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { eachResample } from '../../src/metrics/block_bootstrap.ts';
import { sortedQuantile } from '../../src/metrics/quantile.ts';
import { resampledAuc } from '../../src/metrics/resampled_auc.ts';
import { type Interval, resampledInterval } from '../../src/metrics/resampled_interval.ts';
import { type Forecast, forecastOfAuc, reversal } from '../metrics/known_auc.ts';
import { type Measurement, rounded } from '../support/measure.ts';

const REPETITIONS = 500;
const RESAMPLES = 1000;
const BLOCK_LENGTH = 3 * HORIZON_SESSIONS;
const ROWS = [250, 400, 500];

type Design = {
  readonly name: string;
  readonly truth: number;
  readonly make: (rows: number, seed: number) => Forecast;
};

const DESIGNS: readonly Design[] = [
  ...[0, 0.9, 0.97].flatMap((keeps) =>
    [0.5, 0.55, 0.6].map((truth) => ({
      name: `AUC ${truth}, noise keeps ${keeps}`,
      truth,
      make: (rows: number, seed: number) => forecastOfAuc(rows, truth, keeps, seed),
    })),
  ),
  ...[7, 63].map((window) => ({
    name: `reversal of ${window} sessions`,
    truth: 0.5,
    make: (rows: number, seed: number) => reversal(rows, window, seed),
  })),
];

/**
 * How often 95 % intervals of the AUC hold the truth, and how far their middle lies from the estimate: the interval that
 * is stored with a model, and plain percentiles of the same resamples.
 */
export const intervals: Measurement = {
  name: 'intervals',
  description: `coverage of AUC intervals on ${REPETITIONS} simulated forecasts of known AUC per design`,
  async run(seed, say) {
    const measured = ROWS.flatMap((rows) =>
      DESIGNS.map((design) => {
        const found = { stored: createTally(design.truth), percentile: createTally(design.truth) };
        for (let i = 0; i < REPETITIONS; i++) {
          const { value, stored, percentile } = bothIntervals(design.make(rows, 1000 * seed + i), i);
          found.stored.add(value, stored);
          found.percentile.add(value, percentile);
        }
        const of = { stored: found.stored.mean(), percentile: found.percentile.mean() };
        say(`${rows} rows, ${design.name}: ${JSON.stringify(of)}`);
        return { design, ...of };
      }),
    );
    const ofKnown = measured.filter(({ design }) => design.name.startsWith('AUC'));
    const coverage = (which: 'stored' | 'percentile') => {
      const shares = ofKnown.map((one) => one[which].holds).sort((a, b) => a - b);
      const total = shares.reduce((sum, share) => sum + share, 0);
      return { least: shares[0], mean: rounded(total / shares.length, 3), most: shares[shares.length - 1] };
    };
    const furthest = (which: 'stored' | 'percentile') =>
      Math.max(...measured.map((one) => Math.abs(one[which].offset)));
    return {
      coverage: coverage('stored'),
      coverageOfPercentiles: coverage('percentile'),
      furthestOffset: furthest('stored'),
      furthestOffsetOfPercentiles: furthest('percentile'),
    };
  },
};

function bothIntervals({ labels, scores }: Forecast, seed: number) {
  const rows = labels.length;
  const auc = resampledAuc(labels, scores);
  const value = auc(new Int32Array(rows).fill(1));
  const drawn = new Float64Array(RESAMPLES);
  eachResample(rows, { seed, blockLength: BLOCK_LENGTH, resamples: RESAMPLES }, (counts, resample) => {
    drawn[resample] = auc(counts);
  });
  const sorted = drawn.filter((one) => !Number.isNaN(one)).sort();
  return {
    value,
    stored: resampledInterval(value, drawn, { blocks: rows / BLOCK_LENGTH, confidence: 0.95, range: [0, 1] }),
    percentile: { lower: sortedQuantile(sorted, 0.025), upper: sortedQuantile(sorted, 0.975) },
  };
}

function createTally(truth: number) {
  let [count, held, offset, width] = [0, 0, 0, 0];
  return {
    add(value: number, { lower, upper }: Interval): void {
      count++;
      if (lower <= truth && truth <= upper) held++;
      offset += (lower + upper) / 2 - value;
      width += upper - lower;
    },
    mean: () => ({
      holds: rounded(held / count, 3),
      offset: rounded(offset / count, 4),
      width: rounded(width / count, 3),
    }),
  };
}
