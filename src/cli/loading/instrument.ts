import {
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
 * The instrument that a file's prices belong to.
 * @throws UserError when there is none, several, or one that is not what the user says
 */
export async function resolveInstrument(
  db: Queryable,
  wanted: WantedInstrument,
): Promise<Instrument & { readonly created: boolean }> {
  checkSymbol(wanted.symbol);
  const found = await findInstruments(db, wanted.symbol, wanted.exchange);
  const [only] = found;
  if (found.length > 1) throw new UserError(ambiguous(wanted.symbol, found));
  if (!only) {
    if (!wanted.create) throw new UserError(await unknown(db, wanted));
    if (wanted.exchange !== undefined) await checkExchange(db, wanted.exchange);
    const created = await createInstrument(db, wanted).catch((error: unknown) => {
      throw error instanceof InstrumentRefused ? new UserError(error.message) : error;
    });
    return { ...created, created: true };
  }
  for (const property of ['type', 'name', 'currency'] as const) {
    const value = wanted[property];
    if (value === undefined || value === only[property]) continue;
    const known = only[property] ?? 'not known';
    throw new UserError(`--${property} ${value} does not fit: ${only.symbol} exists, and its ${property} is ${known}`);
  }
  return { ...only, created: false };
}

/** @throws UserError for a symbol that is not there, where only upper and lower case tell it from one that is */
export async function refuseOtherCase(db: Queryable, symbol: string): Promise<void> {
  const similar = await symbolsInAnyCase(db, symbol);
  if (similar.length > 0 && !similar.includes(symbol)) throw new UserError(otherCase(symbol, similar));
}

export function otherCase(symbol: string, similar: readonly string[]): string {
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
  const exchanges = found.map(({ exchange }) => exchange ?? 'no exchange').join(' and ');
  const example = found.find(({ exchange }) => exchange !== null)?.exchange;
  return `symbol "${symbol}" is ambiguous, it exists at ${exchanges}. Say which one, for instance --exchange ${example}`;
}

async function unknown(db: Queryable, { symbol, exchange }: WantedInstrument): Promise<string> {
  const others = (await similarSymbols(db, symbol)).filter((similar) => similar !== symbol);
  const at = exchange ? ` at exchange ${exchange}` : '';
  const hint =
    others.length > 0
      ? `There is ${others.map((other) => `"${other}"`).join(', ')}: --symbol says which one the file belongs to, --create makes a new one.`
      : 'Give the file its symbol with --symbol, or let --create make what is not there.';
  return `no instrument has the symbol "${symbol}"${at}. ${hint}`;
}
