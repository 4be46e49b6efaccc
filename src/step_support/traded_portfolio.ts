import { backtestPortfolio, type PortfolioBacktest, type TradedInstrument } from '../backtest/index.ts';
import { readBars } from '../db/bars.ts';
import { readCorporateActions } from '../db/corporate_actions.ts';
import type { Pool } from '../db/pool.ts';
import {
  countPortfolioTrials,
  type PortfolioMember,
  type PortfolioRequest,
  portfolioProbabilities,
  readPortfolioMembers,
} from '../db/portfolio_backtests.ts';
import { portfolioRanks } from '../db/portfolio_ranks.ts';
import { type Predicted, probabilitiesOn } from '../predictions/index.ts';

export type TradedPortfolio = { readonly members: readonly PortfolioMember[]; readonly result: PortfolioBacktest };

type SignalledInstrument = TradedInstrument & { readonly signals: Float64Array };

/**
 * Trades what was predicted of the members over the stored prices, splits and dividends. One member is read after the
 * other, and of each only the bars from the portfolio's first prediction on: some 60 bytes per member and session.
 * @throws Error when a member is gone, or none of the predictions is of a session that has a price
 */
export async function tradePortfolio(db: Pool, request: PortfolioRequest): Promise<TradedPortfolio> {
  const members = await readPortfolioMembers(db, request);
  const gone = request.instrumentIds.filter((id) => !members.some(({ instrumentId }) => instrumentId === id));
  if (gone.length > 0) throw new Error(`instruments of the portfolio are gone: ${gone.join(', ')}`);
  const range = rangeOf(members);
  if (!range) throw new Error('the predictions of the portfolio are gone: there are none to trade');

  const ranks = request.rules.topN === null ? undefined : await portfolioRanks(db, request);
  const instruments: SignalledInstrument[] = [];
  for (const member of members) {
    const said = ranks ? (ranks.get(member.instrumentId) ?? []) : await portfolioProbabilities(db, member);
    instruments.push(await readInstrument(db, member, said, range.from));
  }
  if (instruments.every(({ signals }) => signals.every(Number.isNaN))) {
    const predictions = members.reduce((sum, { holdout, live }) => sum + holdout + live, 0);
    throw new Error(`none of the ${predictions} predictions of the portfolio is of a session with a price`);
  }
  const trials = await countPortfolioTrials(db, request.id, members, range);
  return { members, result: backtestPortfolio(instruments, request.rules, { trials }) };
}

/** From the first prediction of any member to the last; undefined without any. */
function rangeOf(members: readonly PortfolioMember[]): { from: string; to: string } | undefined {
  const sessions = members
    .flatMap(({ firstSession, lastSession }) => [firstSession, lastSession])
    .filter((session) => session !== null)
    .sort();
  return sessions.length === 0 ? undefined : { from: sessions[0], to: sessions[sessions.length - 1] };
}

async function readInstrument(
  db: Pool,
  member: PortfolioMember,
  predictions: readonly Predicted[],
  from: string,
): Promise<SignalledInstrument> {
  const bars = await readBars(db, member.instrumentId, { from });
  const signals = probabilitiesOn(bars.dates, predictions);
  const actions = await readCorporateActions(db, member.instrumentId, bars.dates);
  return { symbol: member.symbol, bars, signals, actions };
}
