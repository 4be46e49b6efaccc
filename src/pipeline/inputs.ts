import { readBars } from '../db/bars.ts';
import { readHolidays } from '../db/instruments.ts';
import { readMarketContext } from '../db/market_context.ts';
import type { Pool } from '../db/pool.ts';
import type { FeatureInputs } from '../features/index.ts';

/** What the features of an instrument are computed from today, up to its newest session. */
export async function readFeatureInputs(db: Pool, instrumentId: number): Promise<FeatureInputs> {
  const bars = await readBars(db, instrumentId);
  const [first, last] = [bars.dates[0], bars.dates.at(-1)];
  const holidays = new Set(await readHolidays(db, instrumentId));
  if (first === undefined || last === undefined) return { bars, holidays, context: [] };
  return { bars, holidays, context: await readMarketContext(db, instrumentId, first, last) };
}
