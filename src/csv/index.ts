export type { BarFault, BarsCsvOptions, BarsFile } from './bars.ts';
export { BarsCsvError, readBarsCsv } from './bars.ts';
export type { PriceFormatName } from './formats.ts';
export type { RecognisedHeader } from './header.ts';
export { CsvHeaderError, recogniseHeader } from './header.ts';
export type { CsvSource } from './lines.ts';
export type { PriceFile } from './prices.ts';
export { parsePriceCsv } from './prices.ts';
export type { PriceRow, RejectedLine } from './rows.ts';
