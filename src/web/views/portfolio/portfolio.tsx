import { rowsOf } from '../../api/ask.ts';
import { type PortfoliosVariables, portfolios } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { count, counted, fixed, percent, signed } from '../../format/numbers.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { type Column, DataTable } from '../../parts/data_table.tsx';
import { Pager, pageOf, spanOf } from '../../parts/pager.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { RunState } from '../runs/run_state.tsx';
import { Chosen } from './chosen.tsx';
import { TryPortfolio } from './try_portfolio.tsx';
import { heldOf, membersOf, type Tried } from './words.ts';

type Order = NonNullable<NonNullable<PortfoliosVariables['orderBy']>[number]>;

/** Portfolios of a page. */
const SHOWN = 50;

/** The list stays as it is sorted and where it is. */
function addressOf({ id }: Tried): string {
  const query = new URLSearchParams(place.value.query);
  query.set('id', id);
  return `/portfolio?${query}`;
}

const COLUMNS: readonly Column<Tried>[] = [
  {
    key: 'name',
    title: 'Portfolio',
    cell: (row) => (
      <a class="symbol" href={addressOf(row)}>
        {membersOf(row)}
      </a>
    ),
  },
  { key: 'state', title: 'State', cell: ({ status }) => <RunState status={status} /> },
  {
    key: 'rules',
    title: 'Rules',
    wide: true,
    cell: (row) => `${heldOf(row)}, ${row.weighting.replaceAll('_', ' ')}, ${row.direction.replaceAll('_', ' ')}`,
  },
  {
    key: 'return',
    title: 'Return',
    number: true,
    sorts: true,
    cell: ({ totalReturn }) => signed(totalReturn),
  },
  {
    key: 'held',
    title: 'Held',
    number: true,
    sorts: true,
    cell: ({ buyAndHoldReturn }) => signed(buyAndHoldReturn),
  },
  {
    key: 'sharpe',
    title: 'Sharpe',
    number: true,
    sorts: true,
    cell: ({ sharpeRatio }) => fixed(sharpeRatio),
  },
  {
    key: 'drawdown',
    title: 'Drawdown',
    number: true,
    wide: true,
    sorts: true,
    cell: ({ maxDrawdown }) => signed(maxDrawdown),
  },
  {
    key: 'trades',
    title: 'Trades',
    number: true,
    wide: true,
    sorts: true,
    cell: ({ totalTrades }) => count(totalTrades),
  },
  {
    key: 'luck',
    title: 'Not luck',
    hint: 'Probability that its Sharpe ratio is more than the best of as many tries without skill',
    number: true,
    wide: true,
    sorts: true,
    cell: ({ deflatedSharpe }) => percent(deflatedSharpe, 0),
  },
];

/** By which column of the API a column of the table is ordered: upwards and downwards. */
const ORDERS = [
  ['return', 'TOTAL_RETURN_ASC', 'TOTAL_RETURN_DESC'],
  ['held', 'BUY_AND_HOLD_RETURN_ASC', 'BUY_AND_HOLD_RETURN_DESC'],
  ['sharpe', 'SHARPE_RATIO_ASC', 'SHARPE_RATIO_DESC'],
  ['drawdown', 'MAX_DRAWDOWN_ASC', 'MAX_DRAWDOWN_DESC'],
  ['trades', 'TOTAL_TRADES_ASC', 'TOTAL_TRADES_DESC'],
  ['luck', 'DEFLATED_SHARPE_ASC', 'DEFLATED_SHARPE_DESC'],
] as const satisfies readonly (readonly [string, Order, Order])[];

/** Portfolios that were tried, side by side, and one of them closely. */
export function PortfolioView() {
  const { query } = place.value;
  const page = pageOf(query);
  const order = ORDERS.find(([name]) => name === query.get('sort'));
  const isDown = query.get('order') !== 'up';
  const orderBy: readonly Order[] = [...(order ? [order[isDown ? 2 : 1]] : []), 'ID_DESC'];
  const asked = useKept(useQuery(portfolios, { ...spanOf(page, SHOWN), orderBy }, 4000));
  return (
    <>
      <TryPortfolio />
      <Answer asked={asked} what="portfolios">
        {({ mlPortfolioBacktests }) => {
          const rows = rowsOf(mlPortfolioBacktests);
          const total = mlPortfolioBacktests?.totalCount ?? 0;
          if (total === 0) {
            return (
              <Empty title="No portfolio was tried yet.">
                <p>Choose instruments and rules above. The result appears here by itself.</p>
              </Empty>
            );
          }
          const chosen = query.get('id') || rows.find(({ totalReturn }) => totalReturn !== null)?.id;
          return (
            <>
              <p class="lead">
                {counted(total, 'portfolio')} tried. Each further set of rules is a try more, and the best of many is
                likelier to be luck: the last column counts that in.
              </p>
              <DataTable
                caption="Portfolios that were tried, the newest first"
                columns={COLUMNS}
                rows={rows}
                keyOf={({ id }) => id}
                rowClass={({ id }) => (id === chosen ? 'chosen' : undefined)}
                sort={order && { by: order[0], down: isDown }}
                onSort={(sort, down) => setQuery({ sort, order: down ? 'down' : 'up', page: undefined })}
                isBehind={asked.isBehind}
              />
              <Pager page={page} total={total} rows={SHOWN} what="portfolios" />
              {chosen !== undefined && <Chosen id={chosen} row={rows.find(({ id }) => id === chosen)} />}
            </>
          );
        }}
      </Answer>
    </>
  );
}
