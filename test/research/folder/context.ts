import type { Bars } from '../../../src/bars.ts';
import { CONTEXT_SLOTS, type ContextIndex, type IndexSeries, type MarketContext } from '../../../src/features/index.ts';
import type { Say, Series } from './read_folder.ts';

/** An index that moves less with the stocks says more about another market than about theirs. */
const LEAST_CORRELATION = 0.5;
/** A volatility index rises where prices fall. */
const VOLATILITY_CORRELATION = -0.3;
/** Where tomorrow's prices follow today's close of an index, that market closes later. */
const FORESEEING_CORRELATION = 0.15;
const FEWEST_SHARED_SESSIONS = 120;
/** An index that ends so many sessions before the stocks is of another download, and no harm. */
const MOST_SESSIONS_BEHIND = 5;

/**
 * The indices of a folder that stocks are seen beside, told by how they moved before a date, and not by their names:
 * up to four whose daily returns have a correlation of 0.5 or more with the mean of the stocks', the closest first, and
 * the one that moves most against them, if by −0.3 or more, as their volatility index. An index whose close tells
 * something of the stocks' next session closes later than they do, and is looked at a session later. Without a usable
 * one the mean of the stocks is the index.
 */
export function contextOf(
  stocks: readonly Series[],
  indices: readonly Series[],
  before: string,
  say: Say,
): MarketContext {
  const market = meanReturns(stocks);
  const dates = [...market.keys()].sort();
  const next = new Map(dates.slice(0, -1).map((date, i) => [date, market.get(dates[i + 1]) ?? 0]));
  const told = indices.flatMap(({ symbol, bars }) => {
    const returns = [...returnsOf(bars)].filter(([date]) => date < before && market.has(date));
    if (returns.length < FEWEST_SHARED_SESSIONS) {
      say(
        `index ${symbol} is not used: it shares ${returns.length} sessions with the stocks before ${before}, fewer than ${FEWEST_SHARED_SESSIONS}`,
      );
      return [];
    }
    const withStocks = correlationOf(returns.map(([date, own]) => [own, market.get(date) ?? 0]));
    const foreseen = correlationOf(
      returns.flatMap(([date, own]) => (next.has(date) ? [[own, next.get(date) ?? 0]] : [])),
    );
    const sameSession = foreseen < FORESEEING_CORRELATION;
    const series: IndexSeries = { dates: bars.dates, close: bars.close, sameSession };
    return [{ symbol, withStocks, sameSession, series }];
  });
  const [opposite] = told
    .filter((one) => one.withStocks <= VOLATILITY_CORRELATION)
    .sort((a, b) => a.withStocks - b.withStocks);
  const beside = told.filter((one) => one.withStocks >= LEAST_CORRELATION).sort((a, b) => b.withStocks - a.withStocks);
  for (const one of told) {
    if (one === opposite || beside.slice(0, CONTEXT_SLOTS).includes(one)) continue;
    say(
      `index ${one.symbol} is not used: its returns have a correlation of ${one.withStocks.toFixed(2)} with the stocks'`,
    );
  }
  for (const one of [...beside.slice(0, CONTEXT_SLOTS), ...(opposite ? [opposite] : [])]) {
    const last = one.series.dates[one.series.dates.length - 1];
    const behind = dates.filter((date) => date > last).length;
    if (behind > MOST_SESSIONS_BEHIND) {
      say(`index ${one.symbol} ends on ${last}: the ${behind} sessions after that do not see it`);
    }
    if (!one.sameSession) say(`index ${one.symbol} closes after the stocks: they see it a session later`);
  }
  const own = beside.slice(0, CONTEXT_SLOTS).map(({ symbol, series }): ContextIndex => ({ symbol, ...series }));
  if (own.length === 0) {
    say('no index is used: the mean of the stocks is the market');
    own.push({ symbol: 'mean of the stocks', ...meanIndex(market, dates) });
  } else
    say(
      `the market is ${own.map(({ symbol }) => symbol).join(', ')}${opposite ? `, its volatility index ${opposite.symbol}` : ''}`,
    );
  return own.map((index) => (opposite ? { ...index, impliedVolatility: opposite.series } : index));
}

/** Log returns of the close by session. */
function returnsOf({ dates, close }: Pick<Bars, 'dates' | 'close'>): Map<string, number> {
  return new Map(dates.slice(1).map((date, i) => [date, Math.log(close[i + 1] / close[i])]));
}

/** Mean over the stocks by session; a return above the half, up or down, is more often a mistake than a move. */
function meanReturns(stocks: readonly Series[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { bars } of stocks) {
    for (const [date, own] of returnsOf(bars)) {
      const known = sums.get(date) ?? { sum: 0, count: 0 };
      known.sum += Math.min(0.5, Math.max(-0.5, own));
      known.count++;
      sums.set(date, known);
    }
  }
  return new Map([...sums].map(([date, { sum, count }]) => [date, sum / count]));
}

function meanIndex(market: ReadonlyMap<string, number>, dates: readonly string[]): IndexSeries {
  let level = 1000;
  const close = Float64Array.from(dates, (date) => {
    level *= Math.exp(market.get(date) ?? 0);
    return level;
  });
  return { dates, close, sameSession: true };
}

function correlationOf(pairs: readonly (readonly number[])[]): number {
  const mean = (k: number) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [a, b] of pairs) {
    xy += (a - x) * (b - y);
    xx += (a - x) ** 2;
    yy += (b - y) ** 2;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
