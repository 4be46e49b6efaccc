import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bars } from '../../../src/bars.ts';
import { createRandom } from '../../../src/random.ts';
import { weekdays } from '../../features/support.ts';
import { normals } from '../../learn/support.ts';
import type { Series } from './read_folder.ts';

/** Stocks of one market, on weekdays from 2015 on, and their index and what rises where it falls. */
export function generatedMarket(stocks: number, sessions: number, seed = 1): { stocks: Series[]; indices: Series[] } {
  const normal = normals(seed);
  const { next } = createRandom(seed, 3);
  const factor = Float64Array.from({ length: sessions }, () => 0.01 * normal());
  const walk = (symbol: string, move: (t: number) => number): Series => ({
    symbol,
    bars: barsOf(sessions, move, normal),
  });
  return {
    stocks: Array.from({ length: stocks }, (_, i) => {
      const beta = 0.5 + next();
      return walk(`S${i + 1}`, (t) => beta * factor[t] + 0.012 * normal());
    }),
    indices: [
      walk('MARKET', (t) => factor[t] + 0.001 * normal()),
      walk('FEAR', (t) => -4 * factor[t] + 0.02 * normal()),
      walk('ELSEWHERE', () => 0.01 * normal()),
    ],
  };
}

function barsOf(sessions: number, move: (t: number) => number, normal: () => number): Bars {
  const [open, high, low, close, volume] = Array.from({ length: 5 }, () => new Float64Array(sessions));
  let price = 100;
  for (let t = 0; t < sessions; t++) {
    open[t] = price;
    price *= Math.exp(move(t));
    close[t] = price;
    high[t] = Math.max(open[t], price) * Math.exp(Math.abs(0.004 * normal()));
    low[t] = Math.min(open[t], price) * Math.exp(-Math.abs(0.004 * normal()));
    volume[t] = Math.round(1e6 * Math.exp(0.3 * normal()));
  }
  return { dates: weekdays(sessions), open, high, low, close, volume };
}

/** A price file of some of the bars. */
export function writePrices(folder: string, file: string, { dates, open, high, low, close, volume }: Bars): void {
  const lines = dates.map((date, t) => [date, open[t], high[t], low[t], close[t], volume[t]].join(','));
  writeFileSync(join(folder, file), ['date,open,high,low,close,volume', ...lines, ''].join('\n'));
}
