import {
  BarsCsvError,
  type BarsCsvOptions,
  type BarsFile,
  CsvHeaderError,
  PriceFileError,
  readBarsCsv,
} from '../../csv/index.ts';
import { UserError } from '../terminal/errors.ts';
import { faultLines } from './faults.ts';
import { fileProblem } from './file_problem.ts';
import { leftOutLines } from './left_out.ts';
import { priceSource } from './price_source.ts';

/**
 * Reads a price file as bars to compute on.
 * @throws UserError naming the file and what is wrong with it
 */
export async function readPrices(file: string, options: BarsCsvOptions = {}): Promise<BarsFile> {
  try {
    const prices = await readBarsCsv(priceSource(file), { today: new Date(), ...options });
    if (prices.bars.dates.length === 0 && prices.leftOut.length > 0) {
      throw new UserError(['no row is one to compute on', ...leftOutLines(file, prices)].join('\n'));
    }
    return prices;
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${file}: ${error.message}`);
    const reason = reasonOf(error, options);
    if (reason === undefined) throw error;
    throw new UserError(`${file}: ${reason}`);
  }
}

/** What is wrong with the file; undefined when the error is not about the file. */
function reasonOf(error: unknown, { volume = 'required' }: BarsCsvOptions): string | undefined {
  if (error instanceof CsvHeaderError) {
    return volume === 'required' ? `${error.message}\nHere the volume is needed too.` : error.message;
  }
  if (error instanceof PriceFileError) return error.message;
  if (error instanceof BarsCsvError) {
    const { faults } = error;
    const count = faults.length === 1 ? '1 line breaks' : `${faults.length.toLocaleString('en-US')} lines break`;
    return [`${count} a rule, so nothing was computed or written:`, ...faultLines(faults)].join('\n');
  }
  return fileProblem(error);
}
