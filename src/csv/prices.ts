import type { ColumnMapping } from './column_mapping.ts';
import { refuseHiddenSplits } from './hidden_splits.ts';
import type { CsvSource } from './lines.ts';
import { aboveNotes, adjustmentNotes, basisNotes, knownNotes } from './notes.ts';
import { readPriceTable } from './price_table.ts';
import type { PriceRow, RejectedLine } from './rows.ts';
import { sessionsOf } from './sessions.ts';
import { knownSplits, refuseUnreadSplits, type Split, splitAdjusted, splitList, splitsIn } from './splits.ts';

export type PriceFile = {
  readonly format: string;
  /** Columns that were not read. */
  readonly ignored: readonly string[];
  /** In file order, each date of a symbol once. */
  readonly rows: readonly PriceRow[];
  readonly rejected: readonly RejectedLine[];
  /** Splits whose factors the prices before them were divided by. */
  readonly adjustedFor: readonly Split[];
  /** What was done with splits, dividends and adjusted closes, in sentences. */
  readonly notes: readonly string[];
};

export type PriceCsvOptions = {
  /** Which column is which, for a header of no known format. */
  readonly columns?: ColumnMapping;
  /** Rows of sessions that have not come by then are rejected. Without it, they are not looked for. */
  readonly today?: Date;
};

/**
 * Reads a file of daily prices. Every line after the header that isn't blank ends up in `rows` or, once, in `rejected`.
 *
 * Only syntax is judged here: cells that can't be read, and dates that occur twice, of which the later row counts.
 * Whether high ≥ low and prices are positive is decided by the database's constraints, in one place for every way in.
 *
 * @throws PriceFileError when the source is empty, its header is of no known format, its rows are no daily bars, or a split
 *   is seen that would not be used, or would be lost with its row
 */
export async function parsePriceCsv(source: CsvSource, { columns, today }: PriceCsvOptions = {}): Promise<PriceFile> {
  const table = await readPriceTable(source, columns);
  const { kept, rejected, replaced, lostSplit } = sessionsOf(table, today);
  if (lostSplit) throw lostSplit;
  refuseUnreadSplits(table);
  const known = knownSplits(kept);
  const { format, ignored, columns: at } = table.header;
  const rows = kept.map(({ row }) => row);
  refuseHiddenSplits(rows, table.header);
  const splits = splitsIn(rows);
  const isAdjusted = format.prices === 'as traded' && at.splitFactor >= 0;
  return {
    format: format.name,
    ignored,
    rows: isAdjusted ? splitAdjusted(rows) : rows,
    rejected: [...rejected, ...replaced].sort((a, b) => a.line - b.line),
    adjustedFor: isAdjusted ? splits : [],
    notes: [
      ...aboveNotes(table),
      ...basisNotes(table.header),
      ...(isAdjusted ? adjustmentNotes(splits) : []),
      ...(!isAdjusted && splits.length > 0
        ? [`splits (${splitList(splits)}) are stored as split_factor beside prices as in the file`]
        : []),
      ...knownNotes(known),
      ...(at.adjustedClose < 0
        ? []
        : ['the adjusted close is stored and not used: features, models and backtests take the close']),
    ],
  };
}
