import pg from 'pg';
import { z } from 'zod';
import {
  CONTEXT_SLOTS,
  type ContextIndex,
  type IndexSeries,
  LONGEST_INDEX_LOOKBACK,
  type MarketContext,
} from '../features/index.ts';
import { copyOut } from './copy_out.ts';
import { firstRow, type Pool, type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

/** Enough calendar days for the longest look back, holidays and gaps included. */
const DAYS_BEFORE_FIRST_SESSION = 2 * LONGEST_INDEX_LOOKBACK;

const slotRow = z.object({
  slot: z.number().int().min(1).max(CONTEXT_SLOTS),
  indexId: z.number().int(),
  symbol: z.string(),
  sameSession: z.boolean(),
  volatilityId: z.number().int().nullable(),
  volatilitySameSession: z.boolean(),
});

/**
 * The indices an instrument is seen beside, as far as its sessions from `firstSession` through `lastSession` need
 * them. Which ones is decided in SQL, by view market_context.
 */
export async function readMarketContext(
  db: Pool,
  instrumentId: number,
  firstSession: string,
  lastSession: string,
): Promise<MarketContext> {
  const slots = await rows(
    db,
    prepared(`select slot, index_id as "indexId", index_symbol as symbol, same_session as "sameSession",
            volatility_index_id as "volatilityId", volatility_same_session as "volatilitySameSession"
     from market_context where instrument_id = $1 order by slot`),
    [instrumentId],
    slotRow,
  );
  if (slots.length === 0) return [];
  const ids = new Set(
    slots.flatMap(({ indexId, volatilityId }) => (volatilityId === null ? [indexId] : [indexId, volatilityId])),
  );
  const closes = await readCloses(db, [...ids], firstSession, lastSession);
  const series = (id: number, sameSession: boolean): IndexSeries => ({
    ...(closes.get(id) ?? { dates: [], close: new Float64Array() }),
    sameSession,
  });

  const context = new Array<ContextIndex | undefined>(CONTEXT_SLOTS).fill(undefined);
  for (const { slot, indexId, symbol, sameSession, volatilityId, volatilitySameSession } of slots) {
    context[slot - 1] = {
      symbol,
      ...series(indexId, sameSession),
      impliedVolatility: volatilityId === null ? undefined : series(volatilityId, volatilitySameSession),
    };
  }
  return context;
}

/**
 * Closes by instrument, oldest first. What only adopted tables may hold is left out: closes that break the rule of
 * prices, and sessions that are stored more than once.
 */
async function readCloses(
  db: Pool,
  ids: readonly number[],
  firstSession: string,
  lastSession: string,
): Promise<Map<number, { dates: string[]; close: Float64Array }>> {
  const found = await copyOut(
    db,
    `select instrument_id, trading_date, min(close_price)::float8
     from price_bars
     where instrument_id in (${ids.map(Number).join(', ')}) and close_price between 1e-9 and 1e12
       and trading_date between ${pg.escapeLiteral(firstSession)}::date - ${DAYS_BEFORE_FIRST_SESSION}
                            and ${pg.escapeLiteral(lastSession)}
     group by instrument_id, trading_date
     having count(*) = 1
     order by instrument_id, trading_date`,
  );
  const closes = new Map(ids.map((id) => [id, { dates: [] as string[], close: [] as number[] }]));
  for (let row = 0; row < found.rows; row++) {
    const own = closes.get(found.int4(row, 0));
    own?.dates.push(found.date(row, 1));
    own?.close.push(found.float8(row, 2));
  }
  return new Map([...closes].map(([id, { dates, close }]) => [id, { dates, close: Float64Array.from(close) }]));
}

/** Why an instrument only serves as context, and is not traded; undefined where it is traded. */
export async function whyOnlyContext(db: Queryable, instrumentId: number): Promise<string | undefined> {
  const found = await firstRow(
    db,
    'select reason from context_instruments where instrument_id = $1',
    [instrumentId],
    z.object({ reason: z.string() }),
  );
  return found?.reason;
}

/** How many slots of the market's indices any of these instruments uses. */
export async function slotsInUse(db: Queryable, instrumentIds: readonly number[]): Promise<number> {
  const found = await firstRow(
    db,
    'select coalesce(max(slot), 0)::int as slots from market_context where instrument_id = any ($1)',
    [instrumentIds],
    z.object({ slots: z.number().int() }),
  );
  return found?.slots ?? 0;
}
