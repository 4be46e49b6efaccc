import { metricIntervals } from '../../src/metrics/metric_intervals.ts';
import { noSkillPValue } from '../../src/metrics/no_skill.ts';
import { METRIC_NAMES, TEST_METRICS } from '../../src/metrics/test_metrics.ts';
import { createRandom } from '../../src/random.ts';
import { ALONE } from '../metrics/plain/alone.ts';
import { bootstrapInterval } from '../metrics/plain/bootstrap_interval.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';

const RUNS = 7;
const TEST_ROWS = 735;
const LONG_ROWS = 20_000;

/** What judging a model costs beside its training: intervals of all metrics, and the p-value of no skill. */
export const metrics: Measurement = {
  name: 'metrics',
  description: `the judgement of ${TEST_ROWS} test rows, beside a bootstrap of each metric by its definition`,
  async run(seed, say) {
    const { labels, probabilities } = forecasts(TEST_ROWS, seed);
    const together = median(() => metricIntervals(labels, probabilities, { seed }));
    say(`metricIntervals, 1,000 resamples: ${rounded(together, 1)} ms`);
    const alone = median(() => {
      for (const name of METRIC_NAMES) {
        bootstrapInterval(ALONE[name], labels, probabilities, { seed, range: TEST_METRICS[name].range });
      }
    });
    say(`a bootstrap of each metric by its definition: ${rounded(alone, 1)} ms`);
    const [quarter, whole] = [LONG_ROWS / 4, LONG_ROWS].map((rows) => {
      const long = forecasts(rows, seed);
      return median(() => noSkillPValue(long.labels, long.probabilities));
    });
    say(`noSkillPValue of ${LONG_ROWS} rows: ${rounded(whole, 1)} ms`);
    return {
      metricIntervalsMs: rounded(together, 1),
      metricIntervalsRatio: rounded(together / alone, 3),
      noSkillMs: rounded(whole, 1),
      noSkillGrowthOverFourTimesTheRows: rounded(whole / quarter),
    };
  },
};

function forecasts(rows: number, seed: number) {
  const random = createRandom(seed);
  const labels = Uint8Array.from({ length: rows }, () => (random.next() < 0.6 ? 1 : 0));
  return { labels, probabilities: Float64Array.from(labels, (label) => (2 * label + random.below(18)) / 20) };
}

function median(work: () => unknown): number {
  const milliseconds = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return quantile(milliseconds, 0.5);
}
