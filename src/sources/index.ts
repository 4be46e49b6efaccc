import { setTimeout as sleep } from 'node:timers/promises';
import { alpaca } from './alpaca.ts';
import { SourceError } from './answers/index.ts';
import { type Host, MANNERS, type Manners, type PriceSource } from './provider.ts';
import { tiingo } from './tiingo.ts';
import { yahoo } from './yahoo.ts';
import { importYahoo } from './yahoo_package.ts';

export type { Host, PriceSource } from './provider.ts';

type Entry = {
  /** The variables of the environment that hold its keys. */
  readonly keys: readonly string[];
  readonly manners: Manners;
  readonly open: (host: Host, manners: Manners) => PriceSource | Promise<PriceSource>;
};

/** Every source, in the order in which one is chosen by its keys. */
export const SOURCES = {
  tiingo: { keys: ['TIINGO_API_KEY'], manners: { ...MANNERS, atOnce: 2 }, open: tiingo },
  // 200 requests a minute.
  alpaca: { keys: ['APCA_API_KEY_ID', 'APCA_API_SECRET_KEY'], manners: { ...MANNERS, paceMs: 320 }, open: alpaca },
  yahoo: {
    keys: [],
    manners: { ...MANNERS, atOnce: 2, paceMs: 1000 },
    open: async (host, manners) => yahoo(await importYahoo(), host, manners),
  },
} as const satisfies Record<string, Entry>;
export type SourceName = keyof typeof SOURCES;

export const SOURCE_NAMES: readonly SourceName[] = ['tiingo', 'alpaca', 'yahoo'];

export const hostOf = (environment: NodeJS.ProcessEnv, signal: AbortSignal): Host => ({
  environment,
  signal,
  fetch: globalThis.fetch,
  now: () => new Date(),
  random: Math.random,
  sleep: (milliseconds, until) => sleep(milliseconds, undefined, { signal: until }),
});

/**
 * The source of this name, or else the first whose keys are in the environment.
 * @throws SourceError when there is none, or what it needs is missing
 */
export async function openSource(name: SourceName | undefined, host: Host): Promise<PriceSource> {
  const chosen = name ?? SOURCE_NAMES.find((one) => hasKeys(one, host));
  if (chosen === undefined) {
    throw new SourceError(
      'key',
      'no source of prices: set TIINGO_API_KEY, or APCA_API_KEY_ID and APCA_API_SECRET_KEY, or say --source yahoo',
    );
  }
  const entry: Entry = SOURCES[chosen];
  return entry.open(host, entry.manners);
}

function hasKeys(name: SourceName, { environment }: Host): boolean {
  const keys: readonly string[] = SOURCES[name].keys;
  return keys.length > 0 && keys.every((key) => (environment[key]?.trim() ?? '') !== '');
}
