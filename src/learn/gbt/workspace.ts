import { type BinnedMatrix, binCount } from './bins.ts';
import { FIT_AT } from './column_work.ts';
import {
  aligned,
  type FitSize,
  gibibytes,
  histogramBytes,
  layOut,
  MOST_BYTES,
  MOST_PAGES,
  noRoomForHistograms,
  wholeBlocks,
} from './layout.ts';
import { COLUMN, COLUMNS_PER_BLOCK, type Kernels, kernelsOn } from './wasm/kernels.ts';
import { PAGE_BYTES } from './wasm/webassembly.ts';

/**
 * The memory of one fit: codes of all columns, rows of the tree in node order with their gradient pairs, room to
 * partition them, the description of the tree's columns, histograms. Addresses are in bytes.
 */
type Workspace = {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  readonly codeBytes: 1 | 2;
  /** Address of the codes of a column. */
  readonly codesOf: (column: number) => number;
  /** Row numbers, gradient pairs: views, and where they are. */
  readonly rows: Int32Array;
  readonly pairs: Float64Array;
  readonly rowsAt: number;
  readonly pairsAt: number;
  readonly spareRowsAt: number;
  readonly sparePairsAt: number;
  readonly columnsAt: number;
  /** Describes the columns of a tree in blocks of four; answers the number of blocks. */
  readonly describeColumns: (columns: Int32Array) => number;
  /** Says which of the tree's columns may split a node (bit 1 the left or only one, bit 2 the right). */
  readonly want: (bit: number, isWanted: (column: number) => boolean) => void;
  readonly takeHistogram: () => number;
  readonly freeHistogram: (histogram: number) => void;
  /** Gives the memory back for the next fit, which asks first whether the helpers of this one have left it. */
  readonly release: (haveLeft: () => boolean) => void;
};

/** Kept between fits of this thread, because memory is costly to map; larger ones are left to the garbage collector. */
const LARGEST_KEPT_BYTES = 128 * 2 ** 20;
let kept: WebAssembly.Memory | undefined;

/**
 * Likewise what threads have shared, whatever its size: the garbage collector does not see how large it is, and would
 * let the memories of a search over a pool add up to gigabytes.
 */
let keptShared: { readonly memory: WebAssembly.Memory; readonly haveLeft: () => boolean } | undefined;

/** The shared memory of the fit before, if nobody looks at it any more. */
function takeShared(): WebAssembly.Memory | undefined {
  const taken = keptShared;
  keptShared = undefined;
  if (!taken?.haveLeft()) return undefined;
  new Int32Array(taken.memory.buffer, 0, FIT_AT / 4).fill(0);
  return taken.memory;
}

/** Gives up what threads have shared. Helpers that are idle still hold it: who called them ends them, too. */
export function forgetSharedMemory(): void {
  keptShared = undefined;
}

/** `isShared` for memory that other threads will see. The size of the matrix was checked when it was binned. */
export function createWorkspace(binned: BinnedMatrix, isShared: boolean): Workspace {
  const { rows, cols, codes } = binned;
  const codeBytes = codes instanceof Uint8Array ? 1 : 2;
  const size = { rows, cols, codeBytes } as const;
  const layout = layOut(size);
  const reused = isShared ? takeShared() : kept;
  if (!isShared) kept = undefined;
  const memory = reused ?? reserveMemory();
  growTo(memory, layout.histograms, size);

  const { codes: codesAt, columns: columnsAt } = layout;
  const mostColumns = wholeBlocks(cols);
  const widths = Float64Array.from({ length: cols }, (_, j) => histogramBytes(binCount(binned, j)));
  const padding = (mostColumns - cols) * Math.max(...widths);
  const bytesPerHistogram = widths.reduce((sum, width) => sum + width, padding);
  let end = layout.histograms;
  function addHistogram(): number {
    const at = end;
    end = aligned(at + bytesPerHistogram);
    if (end > MOST_BYTES) throw noRoomForHistograms(size);
    growTo(memory, end, size);
    return at;
  }
  const table = new Int32Array(memory.buffer, columnsAt, (mostColumns * COLUMN.size) / 4);
  new Uint8Array(memory.buffer, codesAt, codes.byteLength).set(
    new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength),
  );
  const codesOf = (column: number) => codesAt + column * rows * codeBytes;
  const freeHistograms: number[] = [];
  let described: Int32Array = new Int32Array(0);

  return {
    memory,
    kernels: kernelsOn(memory, codeBytes),
    codeBytes,
    codesOf,
    rows: new Int32Array(memory.buffer, layout.rows, rows),
    pairs: new Float64Array(memory.buffer, layout.pairs, 2 * rows),
    rowsAt: layout.rows,
    pairsAt: layout.pairs,
    spareRowsAt: layout.spareRows,
    sparePairsAt: layout.sparePairs,
    columnsAt,
    describeColumns(columns) {
      described = columns;
      const blocks = Math.ceil(columns.length / COLUMNS_PER_BLOCK);
      let sums = 0;
      for (let i = 0; i < blocks * COLUMNS_PER_BLOCK; i++) {
        // A last block that is not full counts its first column again, into sums that nobody looks at.
        const isColumn = i < columns.length;
        const j = isColumn ? columns[i] : columns[(blocks - 1) * COLUMNS_PER_BLOCK];
        const word = (i * COLUMN.size) / 4;
        table[word + COLUMN.index / 4] = j;
        table[word + COLUMN.codes / 4] = codesOf(j);
        table[word + COLUMN.sums / 4] = sums;
        table[word + COLUMN.bytes / 4] = widths[j];
        table[word + COLUMN.bins / 4] = binCount(binned, j);
        table[word + COLUMN.hasMissing / 4] = binned.hasMissing[j];
        table[word + COLUMN.wanted / 4] = isColumn ? 3 : 0;
        sums += widths[j];
      }
      return blocks;
    },
    want(bit, isWanted) {
      described.forEach((j, i) => {
        const word = (i * COLUMN.size + COLUMN.wanted) / 4;
        table[word] = isWanted(j) ? table[word] | bit : table[word] & ~bit;
      });
    },
    takeHistogram: () => freeHistograms.pop() ?? addHistogram(),
    freeHistogram: (histogram) => void freeHistograms.push(histogram),
    release(haveLeft) {
      if (isShared) keptShared = { memory, haveLeft };
      else if (memory.buffer.byteLength <= LARGEST_KEPT_BYTES) kept = memory;
    },
  };
}

function reserveMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  } catch (error) {
    throw new Error(`fit: this host has no ${gibibytes(MOST_BYTES)} of addresses to reserve for a fit`, {
      cause: error,
    });
  }
}

/** A host without so much memory is no fault of the data: another one may have it, or this one later. */
function growTo(memory: WebAssembly.Memory, end: number, { rows, cols }: FitSize): void {
  const missing = end - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (error) {
    throw new Error(`fit: this host has no ${gibibytes(end)} of memory for ${rows} rows × ${cols} columns`, {
      cause: error,
    });
  }
}
