import { readBars } from '../src/db/bars.ts';
import type { Queryable } from '../src/db/pool.ts';
import { writeQualityMetrics } from '../src/db/quality.ts';
import { readPolicy } from '../src/db/runs.ts';
import { availability } from '../src/quality/index.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import { counted } from '../src/text.ts';

/** Step 1: is there enough history, and is it good enough? If not, the run ends as skipped, which is no failure. */
export const checkDataAvailability: InstrumentStep = {
  name: 'check_data_availability',
  async work({ run, db }) {
    const policy = await readPolicy(db, run.instrument_id);
    const bars = await readBars(db, run.instrument_id);
    const { sessions, score, metrics, lacking } = availability(bars, policy, new Date());
    const write = (client: Queryable) => writeQualityMetrics(client, run.instrument_id, metrics);
    if (lacking !== undefined) return { write, skip: lacking };
    return {
      write,
      summary: `${counted(sessions, 'session')}, data quality ${score.toFixed(2)}`,
      output: { sessions, score },
    };
  },
};
