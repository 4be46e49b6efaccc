import type { Queryable } from '../src/db/pool.ts';
import { readAdjustedCloses, writeQualityMetrics } from '../src/db/quality.ts';
import { readPolicy } from '../src/db/runs.ts';
import { adjustedCloseMetric, availability } from '../src/quality/index.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import { counted } from '../src/text.ts';

/** Step 1: is there enough history, and is it good enough? If not, the run ends as skipped, which is no failure. */
export const checkDataAvailability: InstrumentStep = {
  name: 'check_data_availability',
  async work({ run, db, bars: runBars }) {
    const policy = await readPolicy(db, run.instrument_id);
    const bars = await runBars.read(db, run.instrument_id);
    const { sessions, score, metrics, lacking } = availability(bars, policy, new Date());
    const adjusted = await readAdjustedCloses(db, run.instrument_id);
    const unused = adjustedCloseMetric(adjusted);
    const found = unused ? [...metrics, unused] : metrics;
    const write = (client: Queryable) => writeQualityMetrics(client, run.instrument_id, found);
    if (lacking !== undefined) return { write, skip: lacking };
    return {
      write,
      summary:
        `${counted(sessions, 'session')}, data quality ${score.toFixed(2)}` +
        (adjusted.differing > 0 ? '; adjusted_close is not used, the close is' : ''),
      output: { sessions, score },
    };
  },
};
