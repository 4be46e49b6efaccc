import type { Pool } from '../../db/pool.ts';
import { firstSession, newestSessions, type StoredPrice } from '../../db/stored_sessions.ts';
import { knownInstrument, refuseSecond, type WantedInstrument } from '../loading/instrument.ts';

/** So many sessions are read again each time: sources correct what they said within days. */
export const OVERLAP = 10;
/** Where a history begins that nobody gave a beginning. */
const EARLIEST = '1970-01-01';

/** What a source is to be asked for. */
export type Plan = {
  readonly from: string;
  /** Of an instrument that has prices: the newest of them, and where they begin. */
  readonly stored?: { readonly first: string; readonly newest: readonly StoredPrice[] };
};

/**
 * Behind what is stored, ten sessions early. A date that was asked for counts where it is earlier: a later one would
 * leave a gap.
 * @throws UserError when the instrument is not the one that is meant: there are several, it is of another type, or only
 *   its exchange, or upper and lower case, tell it from one that is there
 */
export async function planOf(db: Pool, wanted: WantedInstrument, from: string | undefined): Promise<Plan> {
  const instrument = await knownInstrument(db, wanted);
  if (!instrument) {
    if (!wanted.create) await refuseSecond(db, wanted);
    return { from: from ?? EARLIEST };
  }
  const newest = await newestSessions(db, instrument, OVERLAP);
  const first = await firstSession(db, instrument);
  if (first === undefined || newest.length === 0) return { from: from ?? EARLIEST };
  const [{ date }] = newest;
  return { from: from !== undefined && from < date ? from : date, stored: { first, newest } };
}
