import { z } from 'zod';
import { readBars } from '../src/db/bars.ts';
import { giveLiveIntervals, scoreExternalModels, sessionsWithoutInterval } from '../src/db/external_models.ts';
import { inTransaction } from '../src/db/pool.ts';
import { readPolicy } from '../src/db/runs.ts';
import { withIntervals } from '../src/predictions/index.ts';
import { payloadId } from '../src/step_support/payload_id.ts';
import { readMarketMoves } from '../src/step_support/read_feature_inputs.ts';
import type { RequestedJob } from '../src/step_support/requested_job.ts';

const payloadSchema = z.object({ instrument_id: payloadId });

/**
 * What models from elsewhere say of an instrument that no model of ours speaks of: registered ones score its new
 * sessions, and each live prediction has the interval of its session, from the prices up to it.
 */
export const completeExternalPredictions = {
  name: 'complete_external_predictions',
  async work(payload, { db }) {
    const { instrument_id: instrumentId } = payloadSchema.parse(payload);
    await inTransaction(db, (client) => scoreExternalModels(client, instrumentId));
    const sessions = await sessionsWithoutInterval(db, instrumentId);
    if (sessions.length === 0) return;
    const { intervalCoverage } = await readPolicy(db, instrumentId);
    const bars = await readBars(db, instrumentId);
    const there = new Set(bars.dates);
    const told = withIntervals(
      sessions.filter(({ date }) => there.has(date)),
      bars,
      intervalCoverage,
      await readMarketMoves(db, instrumentId, bars),
    );
    await giveLiveIntervals(
      db,
      instrumentId,
      told.flatMap(({ date, interval }) => (interval ? [{ date, interval }] : [])),
      intervalCoverage,
    );
  },
} satisfies RequestedJob;
