import { HORIZON_SESSIONS } from '../horizon.ts';
import { DRIFT_SESSIONS, type RowRange } from '../learn/index.ts';

/** The sessions of a history that are to be read and scored, as positions among its bars. */
export type SessionRange = {
  /** The first to be read: those before the first to be scored are looked back on. */
  readonly readFrom: number;
  readonly scoreFrom: number;
};

/**
 * What has to be scored so that the wanted sessions and the newest, by which drift is measured, are; undefined when none
 * is wanted.
 * @param dates all sessions, oldest first
 * @param lookback how many sessions before one a family looks back on
 */
export function rangeToScore(
  dates: readonly string[],
  wanted: ReadonlySet<string>,
  lookback: number,
): SessionRange | undefined {
  const firstWanted = dates.findIndex((date) => wanted.has(date));
  if (firstWanted === -1) return undefined;
  const scoreFrom = Math.min(firstWanted, Math.max(0, dates.length - DRIFT_SESSIONS));
  return { readFrom: Math.max(0, scoreFrom - lookback), scoreFrom };
}

/** The first session whose outcome is still to come; of a history shorter than the horizon its last one. */
export function firstOpenSession(dates: readonly string[]): string {
  return dates.at(-HORIZON_SESSIONS) ?? dates[dates.length - 1];
}

/** The rows from a session on: none where all are older. */
export function rowsFrom(dates: readonly string[], session: string): RowRange {
  const from = dates.findIndex((date) => date >= session);
  return [from === -1 ? dates.length : from, dates.length];
}
