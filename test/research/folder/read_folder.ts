import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Bars } from '../../../src/bars.ts';
import { readPrices } from '../../../src/cli/files/read_prices.ts';
import { symbolOfFile } from '../../../src/cli/files/symbol_of_file.ts';
import { UserError } from '../../../src/cli/terminal/errors.ts';

/** Prices of one file. */
export type Series = { readonly symbol: string; readonly bars: Bars };

export type Say = (line: string) => void;

/** What may be a price file, by its name; others are passed over without a word, as a licence or a read-me is. */
const PRICE_FILE = /\.(?:csv|txt|tsv)(?:\.gz)?$|\.zip$/i;

/** Without a row for the features of a year, a file has nothing to say. */
const FEWEST_BARS = 30;

/**
 * The price files of a folder, by symbol. A file that cannot be computed on is left out, with the reason; so is a second
 * file of a symbol, and one with fewer than 30 sessions. A file without volumes is read as one whose volumes are 0.
 * @param needsVolume whether features look at volumes: those of an index do not
 * @throws UserError when it is no folder, or holds no file of prices
 */
export async function readFolder(
  folder: string,
  say: Say,
  { needsVolume = true }: { readonly needsVolume?: boolean } = {},
): Promise<Series[]> {
  if (!existsSync(folder)) throw new UserError(`${folder}: there is no such folder`);
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is a file, not a folder of price files`);
  const files = readdirSync(folder)
    .filter((name) => PRICE_FILE.test(name) && !name.startsWith('.') && isFile(join(folder, name)))
    .sort();
  const found = new Map<string, Series>();
  for (const name of files) {
    const symbol = symbolOfFile(name);
    const first = found.get(symbol);
    if (first) {
      say(`${name} is left out: another file has the symbol ${symbol}`);
      continue;
    }
    try {
      const bars = await barsOf(join(folder, name), needsVolume);
      if (bars.dates.length < FEWEST_BARS) {
        say(`${name} is left out: it has ${bars.dates.length} sessions, fewer than ${FEWEST_BARS}`);
      } else found.set(symbol, { symbol, bars });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say(`${name} is left out: ${firstWords(error.message.replace(`${join(folder, name)}: `, ''))}`);
    }
  }
  return [...found.values()];
}

/** A link that leads nowhere is none. */
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The reason, and the first line of the file that shows it, as one line. */
const firstWords = (message: string): string => {
  const [reason, , example] = message.split('\n');
  return [reason, example].filter(Boolean).join(' ').replaceAll(/\s+/g, ' ');
};

async function barsOf(file: string, needsVolume: boolean): Promise<Bars> {
  const reading = { splits: 'adjusted', contradictions: 'kept' } as const;
  if (!needsVolume) return (await readPrices(file, { ...reading, volume: 'not needed' })).bars;
  try {
    return (await readPrices(file, reading)).bars;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    try {
      return (await readPrices(file, { ...reading, volume: 'not needed' })).bars;
    } catch {
      // What is said is what was wrong with the file as it is.
      throw error;
    }
  }
}
