import { PriceFileError } from './file_error.ts';
import type { RecognisedHeader } from './header.ts';
import type { PriceRow } from './rows.ts';
import { isStillAhead } from './splits.ts';

/** A smaller change of basis may be a dividend. */
const LEAST_FACTOR = 1.5;

/**
 * Prices that fall, or rise, by the very factor by which the adjusted close beside them changes its basis, in a file
 * without a column of splits: a split that is seen and would be used by nothing.
 * @throws PriceFileError naming it, and what to do
 */
export function refuseHiddenSplits(rows: readonly PriceRow[], { names, columns }: RecognisedHeader): void {
  if (columns.adjustedClose < 0 || columns.splitFactor >= 0) return;
  const before = new Map<string, PriceRow>();
  for (const row of rows.toSorted((a, b) => (a.date < b.date ? -1 : 1))) {
    const previous = before.get(row.symbol ?? '');
    before.set(row.symbol ?? '', row);
    const factor = previous === undefined ? 1 : basisOf(previous) / basisOf(row);
    if (previous === undefined || !isLarge(factor) || !isStillAhead(factor, previous, row)) continue;
    const adjusted = names[columns.adjustedClose];
    throw new PriceFileError(
      `line ${row.line}: on ${row.date} "${adjusted}" shows a split by about ${Number(factor.toPrecision(3))} that is still ` +
        `in the prices: close ${previous.close}, then open ${row.open}. A column of factors (split_factor) puts them on ` +
        `one basis; where it is no split, leave "${adjusted}" out`,
    );
  }
}

/** How many times the adjusted close the close is; NaN where either says nothing. */
const basisOf = ({ close, adjustedClose = 'NaN' }: PriceRow): number => Number(close) / Number(adjustedClose);

const isLarge = (factor: number): boolean =>
  Number.isFinite(factor) && factor > 0 && Math.abs(Math.log(factor)) >= Math.log(LEAST_FACTOR);
