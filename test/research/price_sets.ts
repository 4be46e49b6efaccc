import { existsSync, readdirSync } from 'node:fs';
import type { Bars } from '../../src/bars.ts';
import { type MarketContext, marketMoves } from '../../src/features/index.ts';
import type { MarketMoves } from '../../src/market_moves.ts';
import { readBars } from '../features/support.ts';
import { SHARED } from '../support/shared.ts';

/** An instrument of a price set, and what the market beside it moved. */
export type Member = { readonly name: string; readonly bars: Bars; readonly market: MarketMoves | undefined };

const INDICES = ['SPX', 'IXIC', 'RUT'];

/** Of the set beside the checkout, a folder or a file; none where it is not there. */
export function membersOf(name: string): Member[] {
  const path = new URL(`data/${name}`, SHARED);
  if (!existsSync(path)) return [];
  const files = name.endsWith('.csv')
    ? [path]
    : readdirSync(path).map((file) => new URL(`data/${name}/${file}`, SHARED));
  const context = americanIndices();
  return files.map((file) => {
    const bars = readBars(file);
    return { name: file.pathname.replace(/^.*\/|\.csv$/g, ''), bars, market: marketMoves(bars.dates, context) };
  });
}

function americanIndices(): MarketContext {
  const series = (name: string) => {
    const { dates, close } = readBars(new URL(`data/index/${name}.csv`, SHARED));
    return { dates, close, sameSession: true };
  };
  const impliedVolatility = series('VIX');
  return INDICES.map((name) => ({ symbol: name, ...series(name), impliedVolatility }));
}
