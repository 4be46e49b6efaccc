import { type Bars, sliceBars } from '../bars.ts';
import { priceVersion, readVersionedBars } from '../db/bars.ts';
import type { Pool } from '../db/pool.ts';

/** The bars of the instrument that a run works on, as each of its steps finds them. */
export type RunBars = {
  /** Through a session; through the newest one when absent. */
  read(db: Pool, instrumentId: number, to?: string): Promise<Bars>;
};

/**
 * For steps that one worker executes one after the other. Each asks whether the prices are still those that the step
 * before has read, and reads them again where a row was written, deleted or replaced meanwhile, by whatever way.
 */
export function createRunBars(): RunBars {
  let kept: { readonly instrumentId: number; readonly version: string; readonly bars: Bars } | undefined;
  const read = async (db: Pool, instrumentId: number): Promise<Bars> => {
    if (kept?.instrumentId === instrumentId && kept.version === (await priceVersion(db, instrumentId)))
      return kept.bars;
    const { bars, version } = await readVersionedBars(db, instrumentId);
    kept = version === undefined ? undefined : { instrumentId, version, bars };
    return bars;
  };
  return {
    async read(db, instrumentId, to) {
      const bars = await read(db, instrumentId);
      return to === undefined ? bars : barsThrough(bars, to);
    },
  };
}

/** The bars through a session, which may be none of theirs. */
export function barsThrough(bars: Bars, to: string): Bars {
  const end = bars.dates.findLastIndex((date) => date <= to) + 1;
  return end === bars.dates.length ? bars : sliceBars(bars, 0, end);
}
