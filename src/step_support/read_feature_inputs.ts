import { isDeepStrictEqual } from 'node:util';
import type { Bars } from '../bars.ts';
import { readBars } from '../db/bars.ts';
import { readSources } from '../db/feature_sources.ts';
import { readHolidays } from '../db/instruments.ts';
import { readMarketContext } from '../db/market_context.ts';
import type { Pool } from '../db/pool.ts';
import { pinnedInput } from '../db/runs.ts';
import { type FeatureInputs, inputHashes, type MarketContext, marketMoves, sliceSources } from '../features/index.ts';
import type { MarketMoves } from '../market_moves.ts';
import { barsThrough } from './run_bars.ts';
import { InputChangedError, type StepContext } from './step.ts';

/**
 * What the features of an instrument are computed from today, up to its newest session.
 * @param read how its bars are read
 */
export async function readFeatureInputs(
  db: Pool,
  instrumentId: number,
  read: (db: Pool, instrumentId: number) => Promise<Bars> = readBars,
): Promise<FeatureInputs> {
  const bars = await read(db, instrumentId);
  const holidays = new Set(await readHolidays(db, instrumentId));
  if (bars.dates.length === 0) return { bars, holidays, context: [] };
  const context = await contextOf(db, instrumentId, bars);
  return { bars, holidays, context, sources: await readSources(db, instrumentId, bars.dates) };
}

async function contextOf(db: Pool, instrumentId: number, { dates }: Bars): Promise<MarketContext> {
  const [first, last] = [dates[0], dates.at(-1)];
  return first === undefined || last === undefined ? [] : readMarketContext(db, instrumentId, first, last);
}

/** What moves the market beside an instrument, by its sessions: of the indices as they are now. */
export async function readMarketMoves(db: Pool, instrumentId: number, bars: Bars): Promise<MarketMoves | undefined> {
  return marketMoves(bars.dates, await contextOf(db, instrumentId, bars));
}

/** The same in a run: of the indices that a step before has read and hashed with the same bars, if one has. */
export async function marketOfRun({ run, db }: ContextOfBars, bars: Bars): Promise<MarketMoves | undefined> {
  const known = hashed.get(bars);
  return known ? marketMoves(bars.dates, known.beside.context) : readMarketMoves(db, run.instrument_id, bars);
}

/**
 * The hash of each session. Those that a step before has computed from the same bars (see `RunBars`), calendar and
 * indices are not computed again: the bars are compared by their identity, the others by value.
 */
export function hashesOf(inputs: FeatureInputs): readonly Buffer[] {
  const { bars, ...beside } = inputs;
  const known = hashed.get(bars);
  if (known && isDeepStrictEqual(known.beside, beside)) return known.hashes;
  const hashes = inputHashes(inputs);
  hashed.set(bars, { beside, hashes });
  return hashes;
}

/** Forgotten with the bars. */
const hashed = new WeakMap<
  Bars,
  { readonly beside: Omit<FeatureInputs, 'bars'>; readonly hashes: readonly Buffer[] }
>();

/** What of a step's context its bars are read by. */
type ContextOfBars = Pick<StepContext, 'run' | 'db' | 'bars'>;

/** What a run pinned, with the hash of each session, and the sessions there are today, which may be more. */
export type PinnedInputs = {
  readonly inputs: FeatureInputs;
  readonly hashes: readonly Buffer[];
  readonly existingSessions: ReadonlySet<string>;
};

/** @throws InputChangedError when the inputs that the run pinned are not the same any more */
export async function readPinnedInputs({ run, db, bars: runBars }: ContextOfBars): Promise<PinnedInputs> {
  const { lastSession, contentHash } = pinnedInput(run);
  const today = await readFeatureInputs(db, run.instrument_id, runBars.read);
  const { bars } = today;
  const own = barsThrough(bars, lastSession);
  const inputs = { ...today, bars: own, sources: sliceSources(today.sources ?? [], 0, own.dates.length) };
  const hashes = hashesOf(inputs);
  if (inputs.bars.dates.at(-1) !== lastSession || !contentHash.equals(hashes.at(-1) ?? new Uint8Array())) {
    throw new InputChangedError(lastSession);
  }
  return { inputs, hashes, existingSessions: new Set(bars.dates) };
}

/**
 * The bars up to the last session that a run pinned, for scoring a day by features that are stored already. Those that a
 * step before has hashed, and that nobody has written to since, are known by their identity: reading calendar, indices
 * and sources again and hashing them would cost more than scoring. What changed of these meanwhile has asked for a run of
 * its own, which replaces what is said here. Any other bars are hashed.
 * @throws InputChangedError when the inputs that the run pinned are not the same any more
 */
export async function readPinnedBars(context: ContextOfBars): Promise<Bars> {
  const { lastSession, contentHash } = pinnedInput(context.run);
  const bars = await context.bars.read(context.db, context.run.instrument_id, lastSession);
  const hash = hashed.get(bars)?.hashes.at(-1);
  if (hash && contentHash.equals(hash)) return bars;
  return (await readPinnedInputs(context)).inputs.bars;
}
