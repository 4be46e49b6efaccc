import type { Delivered } from './answers/index.ts';

/** A source of prices. */
export type PriceSource = {
  readonly name: string;
  /** How many symbols it is asked for at a time. */
  readonly atOnce: number;
  /**
   * The daily bars of a symbol, as the source names it, from a date on. Without any, `rows` is empty: sources do not all
   * tell a symbol that they do not know from one without prices.
   * @throws SourceError when it gave none, and why
   */
  bars(symbol: string, from: string): Promise<Delivered>;
};

/** What a source has to do with of the machine it runs on. */
export type Host = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  /** @throws when the signal fires before the time is over */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** Fires when the command is asked to end. */
  readonly signal: AbortSignal;
};

/** How much a source is asked for, and how long it is waited for. */
export type Manners = {
  /** Requests at a time. */
  readonly atOnce: number;
  /** From the start of one request to that of the next. */
  readonly paceMs: number;
  /** A request is repeated when that may help: so often in all. */
  readonly attempts: number;
  /** The first repetition comes after this time, each further one after twice as long, somewhat earlier by chance. */
  readonly backOffMs: number;
  /** A source that wants to be left alone for longer is. */
  readonly patienceMs: number;
  /** An answer has to be there in full by then. */
  readonly timeoutMs: number;
};

export const MANNERS: Manners = {
  atOnce: 4,
  paceMs: 250,
  attempts: 5,
  backOffMs: 1000,
  patienceMs: 120_000,
  timeoutMs: 30_000,
};
