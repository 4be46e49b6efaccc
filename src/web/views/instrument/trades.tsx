import { useSignal } from '@preact/signals';
import type { Backtest } from '../../api/documents.ts';
import type { tradesOf } from '../../format/backtests.ts';
import { shortSession } from '../../format/dates.ts';
import { count, counted, percent, price, signed } from '../../format/numbers.ts';
import { type Column, DataTable } from '../../parts/data_table.tsx';

type Stored = NonNullable<NonNullable<Backtest['mlBacktestResult']>['tradeHistory']>[number];
type Trade = ReturnType<typeof tradesOf<Stored>>[number];

const COLUMNS: readonly Column<Trade>[] = [
  { key: 'entry', title: 'In', by: ({ entryDate }) => entryDate, cell: ({ entryDate }) => shortSession(entryDate) },
  { key: 'exit', title: 'Out', by: ({ exitDate }) => exitDate, cell: ({ exitDate }) => shortSession(exitDate) },
  { key: 'way', title: 'Side', cell: ({ direction }) => direction ?? '–' },
  {
    key: 'gain',
    title: 'Return',
    number: true,
    by: (trade) => trade.return,
    cell: ({ return: gain }) => (
      <span class={gain !== null && gain < 0 ? 'down-text' : 'up-text'}>{signed(gain, 2)}</span>
    ),
  },
  {
    key: 'said',
    title: 'Said',
    number: true,
    by: ({ probability }) => probability,
    cell: ({ probability }) => percent(probability),
  },
  { key: 'from', title: 'Bought', number: true, wide: true, cell: ({ entryPrice }) => price(entryPrice) },
  { key: 'to', title: 'Sold', number: true, wide: true, cell: ({ exitPrice }) => price(exitPrice) },
  { key: 'sessions', title: 'Sessions', number: true, wide: true, cell: ({ sessions }) => count(sessions) },
];

/** Every trade of a backtest, the newest first. */
export function Trades({ trades }: { readonly trades: readonly Trade[] }) {
  const sort = useSignal({ by: 'entry', down: true });
  return (
    <div class="trades">
      <h3>{counted(trades.length, 'trade')}, after costs</h3>
      {trades.length === 0 ? (
        <p class="faint">Nothing that was said reached the threshold.</p>
      ) : (
        <DataTable
          scrolls
          caption="Trades"
          columns={COLUMNS}
          rows={trades}
          keyOf={({ entryDate, symbol }) => `${entryDate} ${symbol ?? ''}`}
          sort={sort.value}
          onSort={(by, down) => (sort.value = { by, down })}
        />
      )}
    </div>
  );
}
