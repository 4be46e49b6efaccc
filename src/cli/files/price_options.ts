import type { Command } from 'commander';
import type { BarsCsvOptions, ColumnMapping } from '../../csv/index.ts';
import { columnsOption } from './columns_option.ts';

/** What the commands that compute on price files take of how those are read. */
export type PriceOptions = { readonly columns?: ColumnMapping; readonly leaveOutContradictions?: true };

export const LEAVE_OUT_CONTRADICTIONS = '--leave-out-contradictions';

export function withPriceOptions(command: Command): Command {
  return command
    .addOption(columnsOption())
    .option(
      LEAVE_OUT_CONTRADICTIONS,
      'leave out rows whose prices contradict each other, such as an open outside low–high, as an import does; else they are computed on as the file has them, and named',
    );
}

export const readingOf = ({ columns, leaveOutContradictions }: PriceOptions): BarsCsvOptions => ({
  columns,
  contradictions: leaveOutContradictions ? 'left out' : 'kept',
});
