import type { MarketContext } from '../../../src/features/index.ts';
import { LONGEST_LABEL_DAYS } from '../../../src/learn/index.ts';
import { MAJORITY, RULES } from './direction.ts';
import { type Expected, FEWEST_JUDGED } from './figures.ts';
import type { Series } from './read_folder.ts';
import type { Rows } from './rows.ts';
import type { Member, Mixture } from './surrogates.ts';
import type { Threads } from './threads.ts';

/** Mirrored markets. */
export const WORLDS = 200;
/** Stocks that are scored in each, the next ones in each: so all have their turn. */
export const STOCKS_PER_WORLD = 4;

type Request = {
  readonly threads: Pick<Threads, 'surrogates'>;
  readonly byStock: readonly { readonly series: Series; readonly sessions: Int32Array }[];
  readonly rows: Pick<Rows, 'calendar'>;
  readonly days: readonly [number, number];
  readonly context: MarketContext;
  readonly members: readonly Member[];
  readonly mixtures: Readonly<Record<string, Mixture>>;
  readonly seed: number;
  readonly worlds?: number;
  readonly stocksPerWorld?: number;
};

/**
 * What each forecast of direction reaches on average where there is nothing to know: in each of 200 mirrored markets, one
 * random sign per session for all stocks and indices, some of the stocks are scored, in turn. The mean over all pairs is
 * that of all stocks in all markets, with an error that counts markets.
 */
export async function expectedAucs(request: Request): Promise<Map<string, Expected>> {
  const { threads, rows, days, members, mixtures, seed } = request;
  const { worlds = WORLDS, stocksPerWorld = STOCKS_PER_WORLD } = request;
  const stocks = request.byStock.filter(({ sessions }) => sessions.length >= FEWEST_JUDGED);
  const coins = coinsOf(request);
  const names = [...RULES, ...Object.keys(mixtures)];
  const reached = await inTurns(stocks.length, { worlds, perWorld: stocksPerWorld }, (stock, worlds) =>
    threads.surrogates({
      ...stocks[stock],
      key: String(seed),
      members,
      mixtures: Object.values(mixtures),
      from: rows.calendar[days[0]],
      coins,
      worlds,
      seed,
    }),
  );
  // In the order of the stocks, and not as threads came to an end: the last bits of a sum go by it.
  const expected = names.map((name, k): [string, Expected] => [name, meanOverWorlds(reached, k)]);
  // What says the same of every session of a year is half right whatever comes.
  return new Map<string, Expected>([[MAJORITY, { mean: 0.5, error: 0 }], ...expected]);
}

function coinsOf({ rows: { calendar }, days, context }: Pick<Request, 'rows' | 'days' | 'context'>): string[] {
  return coinDays(calendar, calendar[days[0]], calendar[days[1] - 1], context);
}

/** Days from a date on on which a stock or an index has a session, until the labels of the last one have ended. */
export function coinDays(calendar: readonly string[], from: string, last: string, context: MarketContext): string[] {
  const end = new Date(Date.parse(last) + LONGEST_LABEL_DAYS * 86_400_000).toISOString().slice(0, 10);
  const all = [calendar, ...context.flatMap((index) => [index?.dates ?? [], index?.impliedVolatility?.dates ?? []])];
  return [...new Set(all.flat().filter((date) => date >= from && date <= end))].sort();
}

/** In which worlds a stock was scored, and what each forecast reached there: areas under the curve in their order. */
export type Reached = { readonly worlds: readonly number[]; readonly areas: readonly Float64Array[] };

/** In each world some of the stocks are scored, in the next the next ones: so all have their turn. */
export function inTurns(
  stocks: number,
  { worlds, perWorld: most }: { readonly worlds: number; readonly perWorld: number },
  score: (stock: number, worlds: readonly number[]) => Promise<Float64Array[]>,
): Promise<Reached[]> {
  const perWorld = Math.min(stocks, most);
  const worldsOf = Array.from({ length: stocks }, (): number[] => []);
  for (let turn = 0; turn < worlds * perWorld; turn++) worldsOf[turn % stocks].push(Math.floor(turn / perWorld));
  return Promise.all(
    worldsOf.map(async (worlds, stock) => ({ worlds, areas: worlds.length > 0 ? await score(stock, worlds) : [] })),
  );
}

/** Of one forecast, over worlds, each counted as the mean of the stocks that were scored in it. */
export function meanOverWorlds(reached: readonly Reached[], forecast: number): Expected {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { worlds, areas } of reached) {
    areas.forEach((area, k) => {
      if (Number.isNaN(area[forecast])) return;
      const world = sums.get(worlds[k]) ?? { sum: 0, count: 0 };
      sums.set(worlds[k], { sum: world.sum + area[forecast], count: world.count + 1 });
    });
  }
  const means = [...sums.values()].map(({ sum, count }) => sum / count);
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (means.length - 1);
  return { mean, error: Math.sqrt(variance / means.length) };
}
