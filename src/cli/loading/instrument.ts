import {
  completeInstrument,
  createInstrument,
  exchangeCode,
  exchangeExists,
  findInstruments,
  type Instrument,
  InstrumentRefused,
  type NewInstrument,
  similarSymbols,
  symbolsInAnyCase,
} from '../../db/instruments.ts';
import type { Queryable } from '../../db/pool.ts';
import { UserError } from '../terminal/errors.ts';

/** What the user says about the instrument of a file. */
export type WantedInstrument = NewInstrument & {
  /** Whether it may be created. */
  readonly create: boolean;
};

const LONGEST_SYMBOL = 50;

/**
 * The instrument that a file's prices belong to. What is not known of it yet, and the user says, is filled in.
 * @throws UserError when there is none, several, or one that is not what the user says
 */
export async function resolveInstrument(
  db: Queryable,
  wanted: WantedInstrument,
): Promise<Instrument & { readonly created: boolean }> {
  const known = await knownInstrument(db, wanted);
  if (known) return { ...(await completeInstrument(db, known, wanted)), created: false };
  if (!wanted.create) throw new UserError(await unknown(db, wanted));
  if (wanted.exchange !== undefined) await checkExchange(db, wanted.exchange);
  const created = await createInstrument(db, wanted).catch((error: unknown) => {
    throw error instanceof InstrumentRefused ? new UserError(error.message) : error;
  });
  return { ...created, created: true };
}

/**
 * The instrument as it is there, if it is.
 * @throws UserError when there are several, or one that is not what the user says
 */
export async function knownInstrument(db: Queryable, wanted: WantedInstrument): Promise<Instrument | undefined> {
  checkSymbol(wanted.symbol);
  const [only, ...others] = await findInstruments(db, wanted.symbol, wanted.exchange);
  if (others.length > 0) throw new UserError(ambiguous(wanted.symbol, [only, ...others]));
  if (!only) return undefined;
  for (const property of ['type', 'name', 'currency'] as const) {
    const [said, known] = [wanted[property], only[property]];
    if (said === undefined || known === null || said === known) continue;
    throw new UserError(`--${property} ${said} does not fit: ${only.symbol} exists, and its ${property} is ${known}`);
  }
  return only;
}

/**
 * A second one beside one that is there is seldom meant.
 * @throws UserError for an instrument that is not there, where only its exchange, or upper and lower case, tell it from
 *   one that is
 */
export async function refuseSecond(db: Queryable, { symbol, exchange }: NewInstrument): Promise<void> {
  if ((await findInstruments(db, symbol, exchange)).length > 0) return;
  const elsewhere = await listedElsewhere(db, symbol, exchange);
  if (elsewhere !== undefined) throw new UserError(`${elsewhere}; --create makes a second one`);
  const similar = await symbolsInAnyCase(db, symbol);
  if (similar.length > 0) throw new UserError(otherCase(symbol, similar));
}

/** Where a symbol is that is not at the exchange that was named, and how to mean it; undefined where it is nowhere. */
export async function listedElsewhere(
  db: Queryable,
  symbol: string,
  exchange: string | undefined,
): Promise<string | undefined> {
  const found = await findInstruments(db, symbol);
  if (found.length === 0) return undefined;
  const codes = found.flatMap((one) => one.exchange ?? []);
  const means = codes.length > 0 ? `--exchange ${codes[0]} means that one` : 'without --exchange that one is meant';
  return `"${symbol}" is not at ${exchange}, but ${placesOf(found)}: ${means}`;
}

function placesOf(found: readonly Instrument[]): string {
  const codes = found.flatMap(({ exchange }) => exchange ?? []);
  return [
    ...(codes.length > 0 ? [`at ${codes.join(' and ')}`] : []),
    ...(codes.length < found.length ? ['without an exchange'] : []),
  ].join(' and ');
}

function otherCase(symbol: string, similar: readonly string[]): string {
  const names = similar.map((one) => `"${one}"`).join(', ');
  return `no instrument has the symbol "${symbol}". There is ${names}; --create makes a new one`;
}

function checkSymbol(symbol: string): void {
  const characters = [...symbol].length;
  if (characters <= LONGEST_SYMBOL && symbol.trim() !== '') return;
  throw new UserError(
    `symbol "${symbol}" must have 1 to ${LONGEST_SYMBOL} characters that are not all blank, received ${characters}`,
  );
}

/** @throws UserError for what is no code, as its exchange would never have a calendar */
async function checkExchange(db: Queryable, exchange: string): Promise<void> {
  const code = await exchangeCode(db, exchange);
  if (/^[A-Z0-9]{4}$/.test(code) || (await exchangeExists(db, code))) return;
  throw new UserError(
    `--exchange must be a market identifier code (ISO 10383) such as XNYS, XNAS or XWAR, received "${exchange}"`,
  );
}

function ambiguous(symbol: string, found: readonly Instrument[]): string {
  const listed = found.find(({ exchange }) => exchange !== null);
  const example = listed ? `--exchange ${listed.exchange}` : `${symbol}@${found[0].id}`;
  return `symbol "${symbol}" is ambiguous, it exists ${placesOf(found)}. Say which one, for instance ${example}`;
}

async function unknown(db: Queryable, { symbol, exchange }: WantedInstrument): Promise<string> {
  const elsewhere = await listedElsewhere(db, symbol, exchange);
  if (elsewhere !== undefined) return `${elsewhere}; --create makes a second one`;
  const others = (await similarSymbols(db, symbol)).filter((similar) => similar !== symbol);
  const at = exchange ? ` at exchange ${exchange}` : '';
  const hint =
    others.length > 0
      ? `There is ${others.map((other) => `"${other}"`).join(', ')}: --symbol says which one the file belongs to, --create makes a new one.`
      : 'Give the file its symbol with --symbol, or let --create make what is not there.';
  return `no instrument has the symbol "${symbol}"${at}. ${hint}`;
}
