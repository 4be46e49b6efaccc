import type { Pool } from '../../db/pool.ts';
import type { PriceSource } from '../../sources/index.ts';
import type { Progress } from '../loading/progress.ts';
import { type FailedSymbol, type FetchedSymbol, type FetchOptions, fetchSymbol } from './fetch_symbol.ts';

export type Fetched = {
  readonly stored: readonly FetchedSymbol[];
  readonly failed: readonly FailedSymbol[];
  /** Not asked for: the command was to end, or the source had enough. */
  readonly left: readonly string[];
  /** What is about neither the source nor a symbol, as a database that went away: it ended the rest. */
  readonly broken?: unknown;
};

/**
 * Several symbols at a time, as many as the source likes, each stored as soon as it is there. What fails does not stop
 * the others, unless it holds for all.
 */
export async function fetchAll(
  pool: Pool,
  source: PriceSource,
  symbols: readonly string[],
  options: FetchOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Fetched> {
  const stored: FetchedSymbol[] = [];
  const failed: FailedSymbol[] = [];
  const left = [...symbols];
  let isOver = false;
  const takeNext = async (): Promise<void> => {
    while (!signal.aborted && !isOver) {
      const symbol = left.shift();
      if (symbol === undefined) return;
      progress.starting(symbol, symbols.length - left.length - 1);
      const result = await fetchSymbol(pool, source, symbol, options).catch((error: unknown) => {
        left.push(symbol);
        isOver = true;
        throw error;
      });
      if ('inserted' in result) stored.push(result);
      else if (result.forAll && (isOver || signal.aborted)) left.push(symbol);
      else {
        failed.push(result);
        isOver ||= result.forAll;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(source.atOnce, symbols.length) }, takeNext));
  progress.done();
  const broken = ends.find((end) => end.status === 'rejected');
  const order = (a: { readonly symbol: string }, b: { readonly symbol: string }) =>
    symbols.indexOf(a.symbol) - symbols.indexOf(b.symbol);
  return {
    stored: stored.sort(order),
    failed: failed.sort(order),
    left: left.sort((a, b) => symbols.indexOf(a) - symbols.indexOf(b)),
    ...(broken ? { broken: broken.reason } : {}),
  };
}
