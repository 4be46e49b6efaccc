import { z } from 'zod';
import type { CorporateActions } from '../backtest/index.ts';
import { type Queryable, rows } from './pool.ts';

/**
 * Splits and dividends of the given sessions, as `price_bars` reads them. The rows are few, so only those that say
 * something are fetched; an index has none.
 */
export async function readCorporateActions(
  db: Queryable,
  instrumentId: number,
  dates: readonly string[],
): Promise<CorporateActions> {
  const found = await rows(
    db,
    `select trading_date as date, split_factor as "splitFactor", dividend_amount as dividend
     from price_bars where instrument_id = $1 and (split_factor <> 1 or dividend_amount <> 0)`,
    [instrumentId],
    z.object({ date: z.iso.date(), splitFactor: z.number(), dividend: z.number() }),
  );
  const byDate = new Map(found.map((row) => [row.date, row]));
  return {
    splitFactor: Float64Array.from(dates, (date) => byDate.get(date)?.splitFactor ?? 1),
    dividend: Float64Array.from(dates, (date) => byDate.get(date)?.dividend ?? 0),
  };
}
