import { createReadStream } from 'node:fs';
import { sliceBars } from '../../src/bars.ts';
import { createCompute } from '../../src/compute/compute.ts';
import { readBarsCsv } from '../../src/csv/index.ts';
import { engineerFeatures, FEATURE_NAMES, futureGrowth } from '../../src/features/index.ts';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { type GridName, walkForwardFolds } from '../../src/learn/index.ts';
import { sliceRows } from '../../src/matrix.ts';
import { type Measurement, quantile, rounded } from '../support/measure.ts';

const PRICES = new URL('../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url);
/** Twelve years of sessions. */
const ROWS = 3_019;
/** The rows before have features that are not known yet. */
const WARMUP = 250;

/** What a search costs on one history: the seed's grid gone through, and the default one, each in five folds. */
export const search: Measurement = {
  name: 'search',
  description: `train_model on ${ROWS} sessions × ${FEATURE_NAMES.length} features in 5 folds, in one thread: grid quick once, default median of 3`,
  async run(seed, say) {
    const { bars } = await readBarsCsv(createReadStream(PRICES));
    const needed = ROWS + WARMUP + HORIZON_SESSIONS;
    const history = sliceBars(bars, bars.dates.length - needed, bars.dates.length);
    const features = sliceRows(engineerFeatures(history), WARMUP, WARMUP + ROWS);
    const labels = Uint8Array.from(futureGrowth(history).subarray(WARMUP, WARMUP + ROWS), (growth) =>
      Number(growth > 1),
    );
    const { folds, test, trainAndValidation } = walkForwardFolds(ROWS);
    const compute = createCompute(1);
    const secondsOf = async (grid: GridName): Promise<number> => {
      const trained = await compute.trainModel(
        {
          family: 'xgboost_classifier',
          engine: { engine: 'pgaugur', device: 'cpu' },
          features: { names: FEATURE_NAMES, matrix: features },
          labels,
          split: { ...folds[folds.length - 1], test, trainAndValidation },
          folds,
          grid,
          seed,
        },
        new AbortController().signal,
      );
      if ('untrainable' in trained) throw new Error(trained.untrainable);
      const best = trained.trials[trained.chosen];
      say(
        `grid ${grid}: ${trained.trials.length} configurations, ${trained.seconds.toFixed(1)} s; log-loss ${best.validationLogLoss.toFixed(5)}`,
      );
      return trained.seconds;
    };
    try {
      const byDefault = [await secondsOf('default'), await secondsOf('default'), await secondsOf('default')];
      return {
        defaultSearchSeconds: rounded(quantile(byDefault, 0.5), 1),
        quickGridSeconds: rounded(await secondsOf('quick'), 1),
      };
    } finally {
      await compute.close();
    }
  },
};
