import { createHash } from 'node:crypto';
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

/** A file that was read, and what tells its prices from those of any other. */
type ReadFile = Series & { readonly name: string; readonly digest: string };

/** Without a row for the features of a year, a file has nothing to say. */
const FEWEST_BARS = 30;

/**
 * The price files of a folder, in an order that the prices themselves decide: which rows trees draw, who is scored on
 * which mirrored market and in which order sums are taken must not change where a file is called otherwise. A file that
 * cannot be computed on is left out, with the reason; so is one with fewer than 30 sessions, and of several files of a
 * symbol all but the longest. A file without volumes is read as one whose volumes are 0.
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
  const found: ReadFile[] = [];
  for (const name of files) {
    try {
      const bars = await barsOf(join(folder, name), needsVolume);
      if (bars.dates.length < FEWEST_BARS) {
        say(`${name} is left out: it has ${bars.dates.length} sessions, fewer than ${FEWEST_BARS}`);
      } else found.push({ symbol: symbolOfFile(name), bars, name, digest: digestOf(bars) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say(`${name} is left out: ${firstWords(error.message.replace(`${join(folder, name)}: `, ''))}`);
    }
  }
  return oneOfEachSymbol(found, say)
    .sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0))
    .map(({ symbol, bars }) => ({ symbol, bars }));
}

/** The file with most sessions; of equally long ones the one whose prices say so, as they order all files. */
function oneOfEachSymbol(files: readonly ReadFile[], say: Say): ReadFile[] {
  const chosen = new Map<string, ReadFile>();
  for (const file of files) {
    const other = chosen.get(file.symbol);
    if (!other || isBefore(file, other)) chosen.set(file.symbol, file);
  }
  for (const file of files) {
    const taken = chosen.get(file.symbol);
    if (taken === undefined || taken === file) continue;
    say(`${file.name} is left out: ${taken.name} has the symbol ${file.symbol} too`);
  }
  return [...chosen.values()];
}

function isBefore(one: ReadFile, other: ReadFile): boolean {
  const more = one.bars.dates.length - other.bars.dates.length;
  return more === 0 ? one.digest < other.digest : more > 0;
}

function digestOf({ dates, open, high, low, close, volume }: Bars): string {
  const hash = createHash('sha256').update(dates.join());
  for (const values of [open, high, low, close, volume]) {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
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
