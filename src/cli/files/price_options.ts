import type { Command } from 'commander';
import type { BarsCsvOptions, ColumnMapping } from '../../csv/index.ts';
import { columnsOption } from './columns_option.ts';

/** What the commands that compute on price files take of how those are read. */
export type PriceOptions = {
  readonly columns?: ColumnMapping;
  readonly symbol?: string;
  readonly leaveOutContradictions?: true;
};

export const LEAVE_OUT_CONTRADICTIONS = '--leave-out-contradictions';

export function withPriceOptions(command: Command): Command {
  return command
    .addOption(columnsOption())
    .option('--symbol <symbol>', 'which one of a file that holds several, as its column writes it')
    .option(
      LEAVE_OUT_CONTRADICTIONS,
      'leave out rows whose prices contradict each other, such as an open outside low–high, as an import does; else they are computed on as the file has them, and named',
    );
}

export const readingOf = ({ columns, symbol, leaveOutContradictions }: PriceOptions): BarsCsvOptions => ({
  columns,
  symbol,
  contradictions: leaveOutContradictions ? 'left out' : 'kept',
});
