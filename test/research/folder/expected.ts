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
  const perWorld = Math.min(stocks.length, stocksPerWorld);
  const worldsOf = stocks.map((): number[] => []);
  for (let turn = 0; turn < worlds * perWorld; turn++) worldsOf[turn % stocks.length].push(Math.floor(turn / perWorld));
  const coins = coinsOf(request);
  const names = [...RULES, ...Object.keys(mixtures)];
  const sums = names.map(() => Array.from({ length: worlds }, () => ({ sum: 0, count: 0 })));
  const found = await Promise.all(
    stocks.map(async ({ series, sessions }, i) => {
      if (worldsOf[i].length === 0) return [];
      return threads.surrogates({
        series,
        key: String(seed),
        members,
        mixtures: Object.values(mixtures),
        sessions,
        from: rows.calendar[days[0]],
        coins,
        worlds: worldsOf[i],
        seed,
      });
    }),
  );
  // In the order of the stocks, and not as threads came to an end: the last bits of a sum go by it.
  found.forEach((histories, i) => {
    histories.forEach((aucs, k) => {
      aucs.forEach((auc, name) => {
        if (Number.isNaN(auc)) return;
        const world = sums[name][worldsOf[i][k]];
        world.sum += auc;
        world.count++;
      });
    });
  });
  const expected = names.map((name, k): [string, Expected] => [name, meanOverWorlds(sums[k])]);
  // What says the same of every session of a year is half right whatever comes.
  return new Map<string, Expected>([[MAJORITY, { mean: 0.5, error: 0 }], ...expected]);
}

/** All days on which a stock or an index has a session, from the first of the year to the end of its last label. */
function coinsOf({ rows: { calendar }, days, context }: Pick<Request, 'rows' | 'days' | 'context'>): string[] {
  const from = calendar[days[0]];
  const last = new Date(Date.parse(calendar[days[1] - 1]) + LONGEST_LABEL_DAYS * 86_400_000).toISOString().slice(0, 10);
  const all = [calendar, ...context.flatMap((index) => [index?.dates ?? [], index?.impliedVolatility?.dates ?? []])];
  return [...new Set(all.flat().filter((date) => date >= from && date <= last))].sort();
}

function meanOverWorlds(worlds: readonly { readonly sum: number; readonly count: number }[]): Expected {
  const means = worlds.filter(({ count }) => count > 0).map(({ sum, count }) => sum / count);
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (means.length - 1);
  return { mean, error: Math.sqrt(variance / means.length) };
}
