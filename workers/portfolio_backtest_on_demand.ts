import { z } from 'zod';
import { failPortfolioBacktest, readPortfolioRequest, savePortfolioBacktest } from '../src/db/portfolio_backtests.ts';
import { shownMessage } from '../src/shown_message.ts';
import { payloadId } from '../src/step_support/payload_id.ts';
import type { RequestedJob, RequestedJobContext } from '../src/step_support/requested_job.ts';
import { tradePortfolio } from '../src/step_support/traded_portfolio.ts';

const payloadSchema = z.object({ backtest_id: payloadId });

/** A backtest of a portfolio that somebody asked for: what was predicted of its members, by the request's rules. */
export const portfolioBacktestOnDemand = {
  name: 'portfolio_backtest_on_demand',
  async work(payload: unknown, { db, log }: Pick<RequestedJobContext, 'db' | 'log'>) {
    const { backtest_id: id } = payloadSchema.parse(payload);
    const request = await readPortfolioRequest(db, id);
    if (!request || request.status === 'succeeded') return;
    try {
      const { members, result } = await tradePortfolio(db, request);
      await savePortfolioBacktest(db, id, members, result);
      log.info(
        { backtest: id, members: members.length, trades: result.trades.length },
        'portfolio backtest on demand finished',
      );
    } catch (error) {
      log.error({ backtest: id, error: String(error) }, 'portfolio backtest on demand failed');
      await failPortfolioBacktest(db, id, shownMessage(error));
      throw error;
    }
  },
} satisfies RequestedJob;
