import type { Command } from 'commander';
import type { BarsCsvOptions, ColumnMapping } from '../../csv/index.ts';
import { columnsOption } from './columns_option.ts';

/** What the commands that compute on price files take of how those are read. */
export type PriceOptions = { readonly columns?: ColumnMapping; readonly keepContradictions?: true };

export const KEEP_CONTRADICTIONS = '--keep-contradictions';

export function withPriceOptions(command: Command): Command {
  return command
    .addOption(columnsOption())
    .option(
      KEEP_CONTRADICTIONS,
      'compute on prices that contradict each other, such as an open outside low–high, as the file has them; else such rows are left out, as an import leaves them out',
    );
}

export const readingOf = ({ columns, keepContradictions }: PriceOptions): BarsCsvOptions => ({
  columns,
  contradictions: keepContradictions ? 'kept' : 'left out',
});
