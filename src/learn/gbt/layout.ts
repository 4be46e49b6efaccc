import { UntrainableError } from '../rows/untrainable.ts';
import { FIT_AT, TICKET_BITS } from './column_work.ts';
import { COLUMN, COLUMNS_PER_BLOCK } from './wasm/kernels.ts';
import { PAGE_BYTES } from './wasm/webassembly.ts';

/** How large a fit is: the matrix, and how many bytes one of its codes takes. */
export type FitSize = { readonly rows: number; readonly cols: number; readonly codeBytes: 1 | 2 };

/** Where the parts of a fit lie in its memory, as addresses in bytes; histograms follow as they are needed. */
type Layout = {
  readonly codes: number;
  readonly rows: number;
  readonly pairs: number;
  readonly spareRows: number;
  readonly sparePairs: number;
  readonly columns: number;
  readonly histograms: number;
};

/** What 32-bit addresses reach, less a page: the address behind the last byte must still be one. */
export const MOST_PAGES = 65_535;
export const MOST_BYTES = MOST_PAGES * PAGE_BYTES;

/** A ticket has to name a block of columns. */
const MOST_COLUMNS = (COLUMNS_PER_BLOCK << TICKET_BITS) - COLUMNS_PER_BLOCK;

/** The children of a split are looked at together. */
const FEWEST_HISTOGRAMS = 2;

/** A cache line: half of what a histogram is misaligned by would cost time. */
const ALIGNMENT = 64;
export const aligned = (address: number): number => Math.ceil(address / ALIGNMENT) * ALIGNMENT;

/** The number of a row, and its gradient with its hessian. */
const ROW_BYTES = 4;
const PAIR_BYTES = 16;

/** Histograms and descriptions are of whole blocks of columns. */
export const wholeBlocks = (cols: number): number => Math.ceil(cols / COLUMNS_PER_BLOCK) * COLUMNS_PER_BLOCK;

/** Bytes of a column in a histogram: a pair of sums per bin, and one for its missing values. */
export const histogramBytes = (bins: number): number => 16 * (bins + 1);

/** Lays out codes, rows in node order with their gradient pairs, room to partition them, descriptions of columns. */
export function layOut({ rows, cols, codeBytes }: FitSize): Layout {
  let end = FIT_AT;
  const place = (bytes: number): number => {
    const at = end;
    end = aligned(at + bytes);
    return at;
  };
  return {
    codes: place(codeBytes * rows * cols),
    rows: place(ROW_BYTES * rows),
    pairs: place(PAIR_BYTES * rows),
    spareRows: place(ROW_BYTES * rows),
    sparePairs: place(PAIR_BYTES * rows),
    columns: place(wholeBlocks(cols) * COLUMN.size),
    histograms: end,
  };
}

/**
 * Refuses what no fit has room for, before anything is computed.
 * @param maxBin most bins that a column will have
 * @throws UntrainableError that says what was asked for, what there is room for, and what to do
 */
export function requireRoom(size: FitSize, maxBin: number): void {
  const { rows, cols, codeBytes } = size;
  if (cols > MOST_COLUMNS) throw tooLarge(`fit: at most ${MOST_COLUMNS} columns, got ${cols}`);
  const histograms = FEWEST_HISTOGRAMS * wholeBlocks(cols) * histogramBytes(maxBin);
  const bytesFor = (count: number) => layOut({ ...size, rows: count }).histograms + histograms;
  if (bytesFor(rows) <= MOST_BYTES) return;
  // Of five parts that grow with the rows.
  const lostToAlignment = 5 * ALIGNMENT;
  const bytesPerRow = codeBytes * cols + 2 * (ROW_BYTES + PAIR_BYTES);
  const mostRows = Math.max(0, Math.floor((MOST_BYTES - bytesFor(0) - lostToAlignment) / bytesPerRow));
  throw tooLarge(
    `fit: ${rows} rows × ${cols} columns need ${gibibytes(bytesFor(rows))}, and the memory of the tree learner ends at ` +
      `${gibibytes(MOST_BYTES)}, with ${mostRows} rows of so many columns. Learn from fewer rows (of a pool: from fewer ` +
      'members, or from several pools), or with engine libxgboost',
  );
}

/** A tree has more and larger histograms at a time than there is room for behind the rows. */
export function noRoomForHistograms({ rows, cols }: FitSize): UntrainableError {
  return tooLarge(
    `fit: on ${rows} rows × ${cols} columns the histograms of one tree fill the ${gibibytes(MOST_BYTES)} where the memory of ` +
      'the tree learner ends. Grow smaller trees (max_depth, max_leaves), with fewer bins (max_bin), or use engine libxgboost',
  );
}

const tooLarge = (message: string): UntrainableError => new UntrainableError('too_large', message);

export const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
