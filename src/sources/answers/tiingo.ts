import { z } from 'zod';
import { splitAdjusted, splitList, splitsIn } from '../../csv/index.ts';
import { type Delivered, deliveredOf } from './delivered.ts';
import { type Clock, NEW_YORK } from './market_day.ts';

const number = z.string().nullish();

/** The answer of /tiingo/daily/<ticker>/prices, its numbers as text. Prices as traded beside their splits. */
export const tiingoAnswer = z.array(
  z.object({
    date: z.string(),
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    adjClose: number,
    divCash: number,
    splitFactor: number,
  }),
);

/** Adjusts for the splits that the answer holds, as `import` does for Tiingo's files. */
export function tiingoBars(answer: z.infer<typeof tiingoAnswer>, from: string, clock: Clock): Delivered {
  const bars = answer.map(({ date, adjClose, divCash, splitFactor, ...prices }) => ({
    ...prices,
    date: date.slice(0, 10),
    adjustedClose: adjClose,
    dividend: divCash,
    splitFactor,
  }));
  const { rows, rejected, notes } = deliveredOf(bars, from, clock, NEW_YORK);
  const splits = splitsIn(rows);
  if (splits.length === 0) return { rows, rejected, notes };
  const adjusted = `prices were as traded: those before a split (${splitList(splits)}) are divided by its factor, volumes multiplied`;
  return { rows: splitAdjusted(rows), rejected, notes: [...notes, adjusted] };
}
