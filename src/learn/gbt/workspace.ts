import { type BinnedMatrix, binCount } from './bins.ts';
import { FIT_AT, TICKET_BITS } from './column_work.ts';
import { closeHelpers } from './helpers.ts';
import { COLUMN, COLUMNS_PER_BLOCK, type Kernels, kernelsOn } from './wasm/kernels.ts';
import { PAGE_BYTES } from './wasm/webassembly.ts';

/**
 * The memory of one fit: codes of all columns, rows of the tree in node order with their gradient pairs, room to
 * partition them, the description of the tree's columns, histograms. Addresses are in bytes.
 */
export type Workspace = {
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

/**
 * Gives up what threads have shared, for the end of a search: the next one may be days away. The idle helpers are ended,
 * because a thread that does nothing collects no garbage and would hold the memory of its last fit.
 */
export async function releaseSharedMemory(): Promise<void> {
  keptShared = undefined;
  await closeHelpers();
}

/** A ticket has to name a block of columns. */
const MOST_COLUMNS = (COLUMNS_PER_BLOCK << TICKET_BITS) - COLUMNS_PER_BLOCK;

/** `isShared` for memory that other threads will see. */
export function createWorkspace(binned: BinnedMatrix, isShared: boolean): Workspace {
  const { rows, cols, codes } = binned;
  if (cols > MOST_COLUMNS) throw new RangeError(`fit: at most ${MOST_COLUMNS} columns, got ${cols}`);
  const codeBytes = codes instanceof Uint8Array ? 1 : 2;
  const reused = isShared ? takeShared() : kept;
  if (!isShared) kept = undefined;
  const memory = reused ?? new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });

  let end = FIT_AT;
  function allocate(bytes: number): number {
    const at = end;
    // 64 bytes are a cache line, and half of what a histogram is misaligned by would cost time.
    end = Math.ceil((at + bytes) / 64) * 64;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    return at;
  }

  const codesAt = allocate(codes.byteLength);
  const rowsAt = allocate(4 * rows);
  const pairsAt = allocate(16 * rows);
  const spareRowsAt = allocate(4 * rows);
  const sparePairsAt = allocate(16 * rows);
  const mostColumns = Math.ceil(cols / COLUMNS_PER_BLOCK) * COLUMNS_PER_BLOCK;
  const columnsAt = allocate(mostColumns * COLUMN.size);
  const widths = Float64Array.from({ length: cols }, (_, j) => 16 * (binCount(binned, j) + 1));
  const padding = (mostColumns - cols) * Math.max(...widths);
  const histogramBytes = widths.reduce((sum, width) => sum + width, padding);
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
    rows: new Int32Array(memory.buffer, rowsAt, rows),
    pairs: new Float64Array(memory.buffer, pairsAt, 2 * rows),
    rowsAt,
    pairsAt,
    spareRowsAt,
    sparePairsAt,
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
    takeHistogram: () => freeHistograms.pop() ?? allocate(histogramBytes),
    freeHistogram: (histogram) => void freeHistograms.push(histogram),
    release(haveLeft) {
      if (isShared) keptShared = { memory, haveLeft };
      else if (memory.buffer.byteLength <= LARGEST_KEPT_BYTES) kept = memory;
    },
  };
}
