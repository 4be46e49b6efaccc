import { basename, extname } from 'node:path';

/**
 * The symbol that a file is named after: AAPL of AAPL.csv, prices/AAPL.csv.gz and AAPL.zip. Names of Stooq and of the
 * Huge Stock Market data set say the market too: aau.us.txt and aau_us_d.csv are of AAU. Investing.com adds what it is.
 */
export function symbolOfFile(file: string): string {
  const unpacked = basename(file).replace(/(?<=.\.\w+)\.(?:gz|zip)$/i, '');
  return tickerOf(basename(unpacked, extname(unpacked)).replace(/ Historical Data$/, ''));
}

/** A title, a second download, as `TSLA (1)` would become an instrument beside TSLA, or an ending alone. */
export const isNoSymbol = (name: string): boolean => /\s|^\.(?:csv|txt|tsv|gz|zip)$/i.test(name);

/** A ticker without the market that Stooq writes behind it: AAPL of AAPL.US. */
export function tickerOf(name: string): string {
  const ticker = /^(.+?)(?:\.us|_us_[dwm])$/i.exec(name)?.[1];
  return ticker === undefined ? name : ticker.toUpperCase();
}
