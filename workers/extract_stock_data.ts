import { pinInput } from '../src/db/runs.ts';
import { hashesOf, readFeatureInputs } from '../src/step_support/read_feature_inputs.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import { counted } from '../src/text.ts';

/**
 * Step 2: pins the input. The hash covers exactly what the run's features are computed from: the bars, the calendar
 * and the indices of the market; later steps refuse any other.
 */
export const extractStockData: InstrumentStep = {
  name: 'extract_stock_data',
  async work({ run, runId, db, bars }) {
    const inputs = await readFeatureInputs(db, run.instrument_id, bars.read);
    const { dates } = inputs.bars;
    const hash = hashesOf(inputs).at(-1);
    const firstSession = dates[0];
    const lastSession = dates.at(-1);
    if (hash === undefined || firstSession === undefined || lastSession === undefined) {
      return { skip: 'all prices were deleted' };
    }
    const sessions = dates.length;
    const indices = inputs.context.flatMap((index) => (index ? [index.symbol] : []));
    const beside = indices.length > 0 ? `, beside ${indices.join(', ')}` : '';
    return {
      write: (client) => pinInput(client, runId, { firstSession, lastSession, sessions, hash }),
      summary: `${counted(sessions, 'session')}, ${firstSession} to ${lastSession}${beside}`,
      output: {
        first_session: firstSession,
        last_session: lastSession,
        sessions,
        context: inputs.context.map((index, i) =>
          index
            ? { slot: i + 1, index: index.symbol, has_implied_volatility: index.impliedVolatility !== undefined }
            : null,
        ),
        content_hash: hash.toString('hex'),
      },
    };
  },
};
