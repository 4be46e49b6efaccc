import { findInstruments, type Instrument, similarSymbols } from '../../db/instruments.ts';
import type { Pool } from '../../db/pool.ts';
import { listedElsewhere } from '../loading/instrument.ts';
import { UserError } from '../terminal/errors.ts';

/** @throws UserError when there is none with this symbol, or several */
export async function reportedInstrument(db: Pool, symbol: string, exchange: string | undefined): Promise<Instrument> {
  const found = await findInstruments(db, symbol, exchange);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only) {
    const places = found.map((one) => one.exchange ?? 'no exchange').join(' and ');
    throw new UserError(`"${symbol}" is at ${places}: --exchange says which one is meant`);
  }
  const elsewhere = await listedElsewhere(db, symbol, exchange);
  if (elsewhere !== undefined) throw new UserError(elsewhere);
  const near = (await similarSymbols(db, symbol)).filter((similar) => similar !== symbol);
  const hint = near.length > 0 ? `: did you mean ${near.join(', ')}?` : '';
  throw new UserError(`no instrument has the symbol "${symbol}"${hint}`);
}
