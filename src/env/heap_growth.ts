import { setFlagsFromString } from 'node:v8';

const FLAG = '--heap-growing-percent';

/**
 * How much more than a collection left, in percent, the old generation of a heap holds before the next one. Where there is
 * much memory V8 lets it become four times as much: the main thread of a worker, whose steps outlive young generations and
 * are garbage a moment later, held 200 MB of which 35 were in use, and glibc kept another 80 that had once been behind them.
 */
const GROWTH_PERCENT = 50;

/**
 * For processes that live for days, before they begin to work: V8 reads it at each collection, of every thread. Whoever
 * started Node with a number of their own keeps it.
 */
export function boundHeapGrowth(options: readonly string[] = process.execArgv): void {
  if (options.some((option) => option.replaceAll('_', '-').startsWith(FLAG))) return;
  setFlagsFromString(`${FLAG}=${GROWTH_PERCENT}`);
}
