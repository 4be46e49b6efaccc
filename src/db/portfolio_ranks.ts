import { z } from 'zod';
import type { Predicted } from '../predictions/index.ts';
import { type Queryable, rows } from './pool.ts';
import type { PortfolioRequest } from './portfolio_backtests.ts';

const said = z.object({ date: z.iso.date(), probability: z.number(), baseRate: z.null() });

/**
 * What the members of a portfolio are ranked by, per instrument by session. Of all at once: which model spoke of a
 * session is a question to the whole pool. A place among others has no base rate to go beyond.
 */
export async function portfolioRanks(
  db: Queryable,
  { instrumentIds, from, to }: Pick<PortfolioRequest, 'instrumentIds' | 'from' | 'to'>,
): Promise<ReadonlyMap<number, readonly Predicted[]>> {
  const found = await rows(
    db,
    `select r.instrument_id as "instrumentId",
            json_agg(json_build_object('date', r.session, 'probability', r.probability, 'baseRate', null)
                     order by r.session) as said
     from portfolio_ranks r
     where r.instrument_id = any ($1) and r.session >= coalesce($2::date, '-infinity')
       and r.session <= coalesce($3::date, 'infinity')
     group by r.instrument_id`,
    [instrumentIds, from, to],
    z.object({ instrumentId: z.number().int(), said: z.array(said) }),
  );
  return new Map(found.map(({ instrumentId, said: predictions }) => [instrumentId, predictions]));
}
