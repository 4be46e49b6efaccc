import { z } from 'zod';
import { isStillAhead } from '../../csv/index.ts';
import { type Delivered, deliveredOf, type SourceBar } from './delivered.ts';
import type { Clock, MarketHours } from './market_day.ts';
import { SourceError } from './source_error.ts';

/** Seconds since 1970; the package makes dates of some of them. */
const instant = z.union([z.number().transform((seconds) => new Date(seconds * 1000)), z.date()]);
const series = z.array(z.number().nullable());
const splitEvent = z.object({ date: instant, numerator: z.number().positive(), denominator: z.number().positive() });

/** What chart() of yahoo-finance2 returns as an object. Prices are split-adjusted, dividends are not in them. */
export const yahooChart = z.object({
  meta: z.object({
    exchangeTimezoneName: z.string(),
    currentTradingPeriod: z.object({ regular: z.object({ end: instant }) }).optional(),
  }),
  timestamp: z.array(z.number()).nullish(),
  events: z
    .object({
      dividends: z.record(z.string(), z.object({ date: instant, amount: z.number() })).optional(),
      splits: z.record(z.string(), splitEvent).optional(),
    })
    .nullish(),
  indicators: z.object({
    quote: z.array(z.object({ open: series, high: series, low: series, close: series, volume: series })),
    adjclose: z.array(z.object({ adjclose: series.optional() })).optional(),
  }),
});
type YahooChart = z.infer<typeof yahooChart>;

/** @throws SourceError when a split is said to be in the prices and is not yet: tomorrow they are on another basis */
export function yahooBars(chart: YahooChart, from: string, clock: Clock): Delivered {
  const hours = hoursOf(chart.meta, clock);
  const dateOf = (at: Date) => clock.localTime(at, hours.timeZone).date;
  const delivered = deliveredOf(barsOf(chart, dateOf), from, clock, hours);
  for (const { date: at, numerator, denominator } of Object.values(chart.events?.splits ?? {})) {
    const i = delivered.rows.findIndex(({ date }) => date >= dateOf(at));
    if (i < 1 || !isStillAhead(numerator / denominator, delivered.rows[i - 1], delivered.rows[i])) continue;
    throw new SourceError(
      'answer',
      `says that the split of ${dateOf(at)} (${numerator}:${denominator}) is in its prices, and it is not: close ` +
        `${delivered.rows[i - 1].close}, then open ${delivered.rows[i].open}. Ask again tomorrow`,
    );
  }
  return delivered;
}

/** Without hours, as of a fund, a day is over when it is over. */
function hoursOf(
  { exchangeTimezoneName: timeZone, currentTradingPeriod }: YahooChart['meta'],
  { localTime }: Clock,
): MarketHours {
  const end = currentTradingPeriod?.regular.end;
  const closes = end === undefined ? 0 : localTime(end, timeZone).minutes;
  return { timeZone, closes: closes === 0 ? 24 * 60 - 1 : closes };
}

function barsOf({ timestamp, indicators, events }: YahooChart, dateOf: (at: Date) => string): SourceBar[] {
  const [quote] = indicators.quote;
  if (!timestamp || !quote) return [];
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  const dividends = Map.groupBy(Object.values(events?.dividends ?? {}), ({ date }) => dateOf(date));
  return timestamp.map((seconds, i) => {
    const date = dateOf(new Date(seconds * 1000));
    const paid = (dividends.get(date) ?? []).reduce((sum, { amount }) => sum + amount, 0);
    return {
      date,
      open: textOf(quote.open[i]),
      high: textOf(quote.high[i]),
      low: textOf(quote.low[i]),
      close: textOf(quote.close[i]),
      volume: textOf(quote.volume[i]),
      adjustedClose: textOf(adjusted?.[i]),
      dividend: String(paid),
    };
  });
}

const textOf = (value: number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
