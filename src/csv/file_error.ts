/** The file as a whole is no daily prices of a kind that can be read; the message says why. */
export class PriceFileError extends Error {
  override readonly name: string = 'PriceFileError';
}

/** The header is of no known format. The message names the columns found and what is expected. */
export class CsvHeaderError extends PriceFileError {
  override readonly name = 'CsvHeaderError';
}
