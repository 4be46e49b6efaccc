import type { PriceRow } from '../../csv/index.ts';

/** A session that is stored, as far as it shows the basis of its prices. */
export type StoredSession = {
  readonly date: string;
  readonly close: string;
  readonly adjustedClose: string | null;
};

/** A stock dividend of one share for a hundred is a hundred times this. */
const SAME = 1e-4;

/** Why what is stored before an overlap no longer fits what a source delivers. */
export type BasisChange = {
  readonly reason: string;
  /** Whether it is the prices that changed, and not only what adjusts them for dividends. */
  readonly ofPrices: boolean;
};

/**
 * At the overlap's far end the two differ, as they do behind a split, or share no session. Undefined when they agree
 * there: then whatever changed is within the overlap, which is read again anyway.
 */
export function basisChange(stored: readonly StoredSession[], delivered: readonly PriceRow[]): BasisChange | undefined {
  if (stored.length === 0) return undefined;
  const byDate = new Map(delivered.map((row) => [row.date, row]));
  const oldest = stored.toSorted((a, b) => (a.date < b.date ? -1 : 1)).find(({ date }) => byDate.has(date));
  const row = oldest && byDate.get(oldest.date);
  if (oldest === undefined || row === undefined) {
    const reason = `no session was delivered of the ${stored.length} newest that are stored: their basis cannot be compared`;
    return { reason, ofPrices: true };
  }
  const changed = (what: string, was: string, is: string) => `the ${what} of ${row.date} was ${was} and is ${is}`;
  if (differ(oldest.close, row.close)) {
    return { reason: `${changed('close', oldest.close, row.close)}, as behind a split`, ofPrices: true };
  }
  const { adjustedClose: was } = oldest;
  const { adjustedClose: is } = row;
  if (was === null || is === undefined || !differ(was, is)) return undefined;
  return { reason: changed('adjusted close', was, is), ofPrices: false };
}

/** A column may have rounded what it was given: to as many decimals as it shows, if it shows more than one. */
function differ(stored: string, delivered: string): boolean {
  const [a, b] = [Number(stored), Number(delivered)];
  const decimals = /^-?\d+\.(\d{2,100})$/.exec(stored)?.[1].length;
  if (decimals !== undefined && b.toFixed(decimals) === stored) return false;
  return !(Math.abs(a - b) <= SAME * Math.abs(b));
}
