import pg from 'pg';
import { inTransaction, type Pool, type Queryable } from '../../db/pool.ts';
import { importPrices, type PriceTarget } from '../../db/price_import.ts';
import { sessionsBeside } from '../../db/stored_sessions.ts';
import { type BasisChange, basisChange, type Delivered, isForAll, SourceError } from '../../sources/answers/index.ts';
import type { PriceSource } from '../../sources/index.ts';
import { counted } from '../../text.ts';
import { resolveInstrument, type WantedInstrument } from '../loading/instrument.ts';
import { refusalOf } from '../loading/refusal.ts';
import { NothingLoaded, type RefusedRow, refusedRowsOf } from '../loading/refused_rows.ts';
import type { Loaded } from '../loading/summary.ts';
import { UserError } from '../terminal/errors.ts';
import { type Plan, planOf } from './plan.ts';

export type FetchedSymbol = Loaded & {
  readonly source: string;
  /** The first and the last session that was delivered. */
  readonly from: string;
  readonly to: string;
  readonly notes: readonly string[];
};

export type FailedSymbol = {
  readonly symbol: string;
  readonly error: string;
  /** Whether the source is of no use to the other symbols either. */
  readonly forAll: boolean;
  readonly refusedRows: readonly RefusedRow[];
};

export type FetchResult = FetchedSymbol | FailedSymbol;

/** What holds for every symbol of a call. */
export type FetchOptions = Omit<WantedInstrument, 'symbol'> & {
  readonly from?: string;
  /** What the source calls the symbol, where that is something else. */
  readonly called?: string;
};

/**
 * Loads what a source has of a symbol behind what is stored, in one transaction with one upsert.
 * @returns a failure when the source, or what it delivered, is the reason why nothing was stored
 */
export async function fetchSymbol(
  pool: Pool,
  source: PriceSource,
  symbol: string,
  options: FetchOptions,
): Promise<FetchResult> {
  const wanted = { ...options, symbol };
  try {
    const plan = await planOf(pool, wanted, options.from);
    const { delivered, change } = await ask(source, options.called ?? symbol, plan);
    if (delivered.rows.length + delivered.rejected.length === 0)
      throw new UserError(nothingOf(symbol, plan, delivered));
    const loaded = await inTransaction(pool, (client) => load(client, source.name, wanted, delivered, change));
    return { ...loaded, notes: [...delivered.notes, ...changeNotes(change), ...otherSources(plan, source.name)] };
  } catch (error) {
    return failure(symbol, source.name, error);
  }
}

/** Behind a split, and wherever what is stored is on another basis, all of it is asked for again. */
async function ask(
  source: PriceSource,
  symbol: string,
  { from, stored }: Plan,
): Promise<{ readonly delivered: Delivered; readonly change?: BasisChange }> {
  const delivered = await source.bars(symbol, from);
  const change = stored && basisChange(stored.newest, delivered.rows);
  if (!stored || !change || delivered.rows.length === 0) return { delivered };
  const whole = stored.first < from ? await source.bars(symbol, stored.first) : delivered;
  // Sessions that are shared only further back tell the basis too.
  const still =
    change.ofPrices && !sharesSession(stored.newest, whole) ? change : basisChange(stored.newest, whole.rows);
  return { delivered: whole, change: still };
}

const sharesSession = (stored: readonly { readonly date: string }[], { rows }: Delivered): boolean =>
  stored.some(({ date }) => rows.some((row) => row.date === date));

async function load(
  client: Queryable,
  source: string,
  wanted: WantedInstrument,
  { rows, rejected }: Delivered,
  change: BasisChange | undefined,
): Promise<Omit<FetchedSymbol, 'notes'>> {
  const label = `${wanted.symbol} of ${source}`;
  if (rows.length === 0) throw new NothingLoaded(refusedRowsOf(label, rejected, []));
  // The source knows it, and no other is meant: the plan has seen to that.
  const instrument = await resolveInstrument(client, { ...wanted, create: true });
  const { inserted, corrected, unchanged, violations } = await importPrices(
    client,
    instrument,
    rows,
    `fetch:${source}`,
  );
  const refusedRows = refusedRowsOf(label, rejected, violations);
  if (inserted + corrected + unchanged === 0) throw new NothingLoaded(refusedRows);
  const broken = new Set(violations.map(({ row }) => row));
  const stored = rows.filter((row) => !broken.has(row)).map(({ date }) => date);
  if (change?.ofPrices) await refuseTwoBases(client, instrument, stored, change);
  return {
    source,
    symbol: wanted.symbol,
    exchange: instrument.exchange,
    instrumentId: instrument.id,
    created: instrument.created,
    from: rows[0].date,
    to: rows[rows.length - 1].date,
    rows: rows.length + rejected.length,
    inserted,
    corrected,
    unchanged,
    refused: new Set(refusedRows.map(({ line }) => line)).size,
    refusedRows,
  };
}

/** What the source does not have, or what a rule refused, would stay on the basis of before. */
async function refuseTwoBases(
  client: Queryable,
  target: PriceTarget,
  stored: readonly string[],
  { reason }: BasisChange,
): Promise<void> {
  const newest = stored[stored.length - 1];
  const { count, first } = await sessionsBeside(client, target, stored, newest);
  if (count === 0) return;
  throw new UserError(
    `${reason}. ${counted(count, 'session')} that ` +
      `${count === 1 ? 'is' : 'are'} stored (the first: ${first}) would stay on the old one, the source does not deliver ` +
      `${count === 1 ? 'it' : 'them'}. Nothing was changed: import the whole history, or delete ${count === 1 ? 'it' : 'them'}`,
  );
}

function nothingOf(symbol: string, { from, stored }: Plan, { notes }: Delivered): string {
  const what = `no bars of ${symbol} since ${from}`;
  const why = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  if (!stored) return `${what}${why}; nothing was stored`;
  const newest = stored.newest[stored.newest.length - 1].date;
  return `${what}${why}, though sessions up to ${newest} are stored: it may be delisted, or have another symbol there`;
}

const changeNotes = (change: BasisChange | undefined): string[] =>
  change ? [`all of it was read again: ${change.reason}`] : [];

/** Sources differ in what they adjust and whose trades they count. */
function otherSources({ stored }: Plan, source: string): string[] {
  const others = new Set(
    stored?.newest.flatMap(({ source: from }) => (from && from !== `fetch:${source}` ? [from] : [])),
  );
  return others.size === 0 ? [] : [`what was stored before came from ${[...others].join(', ')}`];
}

/** @throws the error itself when it is about neither the source nor its prices */
function failure(symbol: string, source: string, error: unknown): FailedSymbol {
  const refusedRows = error instanceof NothingLoaded ? error.refusedRows : [];
  if (error instanceof SourceError) {
    return { symbol, error: `${source}: ${error.message}`, forAll: isForAll(error), refusedRows };
  }
  const isAboutPrices = [UserError, NothingLoaded, pg.DatabaseError].some((kind) => error instanceof kind);
  if (!isAboutPrices || !(error instanceof Error)) throw error;
  return { symbol, error: refusalOf(error), forAll: false, refusedRows };
}
