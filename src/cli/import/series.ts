import type { PriceFile, PriceRow, RejectedLine } from '../../csv/index.ts';
import { isNoSymbol, symbolOfFile, tickerOf } from '../files/symbol_of_file.ts';
import { UserError } from '../terminal/errors.ts';

/** The rows of one symbol. */
export type Series = {
  readonly symbol: string;
  readonly rows: readonly PriceRow[];
  readonly rejected: readonly RejectedLine[];
};

/**
 * The rows of a file by symbol: of the column of symbols where there is one, else of the file's name. Lines that could
 * not be read are counted with the first symbol.
 * @throws UserError when one symbol is given for a file of several, or nothing says the symbol
 */
export function seriesOf(file: string, { rows, rejected }: PriceFile, given: string | undefined): Series[] {
  const named = symbolOfFile(file);
  const bySymbol = Map.groupBy(rows, ({ symbol }) => (symbol === undefined ? named : tickerOf(symbol)));
  if (given === undefined && bySymbol.has(named) && isNoSymbol(named)) {
    throw new UserError(`"${named}" is no symbol: give the file the name of its symbol, or say it with --symbol`);
  }
  if (given !== undefined && bySymbol.size > 1) {
    const some = [...bySymbol.keys()].slice(0, 5).join(', ');
    throw new UserError(`--symbol ${given} is for a file of one symbol, this one holds ${bySymbol.size}: ${some}`);
  }
  if (bySymbol.size === 0) return [{ symbol: given ?? named, rows: [], rejected }];
  return [...bySymbol].map(([symbol, own], i) => ({
    symbol: given ?? symbol,
    rows: own,
    rejected: i === 0 ? rejected : [],
  }));
}
