import { InvalidArgumentError, Option } from 'commander';
import { type ColumnMapping, parseColumnMapping } from '../../csv/index.ts';

/** `--columns` of every command that reads price files. */
export function columnsOption(): Option {
  return new Option(
    '--columns <field=column,…>',
    'which column is which in files of another header: "date=Day,open=First,high=High,low=Low,close=Last"',
  ).argParser((text: string): ColumnMapping => {
    try {
      return parseColumnMapping(text);
    } catch (error) {
      if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  });
}
