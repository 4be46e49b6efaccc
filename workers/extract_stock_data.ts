import { readBars } from '../src/db/bars.ts';
import { pinInput } from '../src/db/runs.ts';
import { historyHashes } from '../src/history_hash.ts';
import type { Step } from '../src/pipeline/step.ts';

/** Step 2: pins the input. The hash covers exactly the bars the run uses; later steps refuse any other. */
export const extractStockData: Step = {
  name: 'extract_stock_data',
  async work({ run, runId, db }) {
    const bars = await readBars(db, run.instrument_id);
    const hash = historyHashes(bars).at(-1);
    const firstSession = bars.dates[0];
    const lastSession = bars.dates.at(-1);
    if (hash === undefined || firstSession === undefined || lastSession === undefined) {
      return { skip: 'all prices were deleted' };
    }
    const sessions = bars.dates.length;
    return {
      write: (client) => pinInput(client, runId, { firstSession, lastSession, sessions, hash }),
      summary: `${sessions} sessions, ${firstSession} to ${lastSession}`,
      output: { first_session: firstSession, last_session: lastSession, sessions, content_hash: hash.toString('hex') },
    };
  },
};
