import { z } from 'zod';
import { fenceBacktestRequest, finishBacktestRequest, readBacktestRequest, saveBacktest } from '../src/db/backtests.ts';
import { inTransaction } from '../src/db/pool.ts';
import { modelProbabilities } from '../src/db/predictions.ts';
import { shownMessage } from '../src/shown_message.ts';
import { payloadId } from '../src/step_support/payload_id.ts';
import type { RequestedJob, RequestedJobContext } from '../src/step_support/requested_job.ts';
import { tradePredictions } from '../src/step_support/traded_predictions.ts';

const payloadSchema = z.object({ request_id: payloadId });

/** A backtest that somebody asked for: the model's predictions of the range, holdout and live, by the request's rules. */
export const backtestOnDemand = {
  name: 'backtest_on_demand',
  async work(payload: unknown, { db, log }: Pick<RequestedJobContext, 'db' | 'log'>) {
    const { request_id: requestId } = payloadSchema.parse(payload);
    const request = await readBacktestRequest(db, requestId);
    if (!request || request.status === 'succeeded') return;
    const { modelId, instrumentId, symbol, from, to, rules } = request;
    try {
      const predictions = await modelProbabilities(db, modelId, from, to);
      const result = await tradePredictions(db, { instrumentId, modelId, predictions }, rules);
      await inTransaction(db, async (client) => {
        if (!(await fenceBacktestRequest(client, requestId))) return;
        const resultId = await saveBacktest(client, { instrumentId, modelId, symbol, runId: null }, rules, result);
        await finishBacktestRequest(client, requestId, { resultId });
      });
      log.info({ request: requestId, model: modelId, trades: result.trades.length }, 'backtest on demand finished');
    } catch (error) {
      log.error({ request: requestId, error: String(error) }, 'backtest on demand failed');
      await finishBacktestRequest(db, requestId, { error: shownMessage(error) });
      throw error;
    }
  },
} satisfies RequestedJob;
