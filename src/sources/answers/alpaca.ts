import { z } from 'zod';
import { type Delivered, deliveredOf, type SourceBar } from './delivered.ts';
import { type Clock, NEW_YORK } from './market_day.ts';

const number = z.string().nullish();

/** A page of /v2/stocks/<symbol>/bars, its numbers as text. A symbol without bars, known or not, has null for them. */
export const alpacaPage = z.object({
  bars: z
    .array(z.object({ t: z.iso.datetime({ offset: true }), o: number, h: number, l: number, c: number, v: number }))
    .nullish(),
  next_page_token: z.string().nullish(),
});
export type AlpacaPage = z.infer<typeof alpacaPage>;

/** A daily bar is dated with the midnight of New York at which its day begins. */
export function alpacaBars(pages: readonly AlpacaPage[], from: string, clock: Clock): Delivered {
  const bars = pages.flatMap((page) =>
    (page.bars ?? []).map(
      ({ t, o, h, l, c, v }): SourceBar => ({
        date: clock.localTime(new Date(t), NEW_YORK.timeZone).date,
        ...{ open: o, high: h, low: l, close: c, volume: v },
      }),
    ),
  );
  return deliveredOf(bars, from, clock, NEW_YORK);
}
