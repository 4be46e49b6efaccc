import { rowsOf } from '../../api/ask.ts';
import { type Portfolios, type PortfoliosVariables, portfolio, portfolios } from '../../api/documents.ts';
import { useKept, useQuery } from '../../api/use_query.ts';
import { MonthGrid } from '../../charts/month_grid.tsx';
import { monthsOf } from '../../format/backtests.ts';
import { shortSession } from '../../format/dates.ts';
import { compact, count, counted, fixed, percent, signed } from '../../format/numbers.ts';
import { sentence } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { localTime } from '../../parts/clock.ts';
import { type Column, DataTable } from '../../parts/data_table.tsx';
import { Pager, pageOf, spanOf } from '../../parts/pager.tsx';
import { isId, place, setQuery } from '../../parts/router.ts';
import { RunState } from '../runs/run_state.tsx';
import { TryPortfolio } from './try_portfolio.tsx';

type Row = NonNullable<NonNullable<Portfolios['mlPortfolioBacktests']>['nodes'][number]>;
type Order = NonNullable<NonNullable<PortfoliosVariables['orderBy']>[number]>;

/** Portfolios of a page. */
const SHOWN = 50;

const membersOf = ({ symbols }: Row): string => {
  const names = (symbols ?? []).filter((one) => one !== null);
  if (names.length === 0) return 'all instruments';
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${count(names.length - 3)} more` : names.join(', ');
};

/** The list stays as it is sorted and where it is. */
function addressOf({ id }: Row): string {
  const query = new URLSearchParams(place.value.query);
  query.set('id', id);
  return `/portfolio?${query}`;
}

/** What is held at a time: what signals, or the first of a pool. */
const heldOf = ({ topN, dropBelow, probabilityThreshold, maxPositions }: Row): string =>
  topN === null
    ? `from ${percent(probabilityThreshold, 0)}, at most ${count(maxPositions)}`
    : `the first ${count(topN)} by rank, sold below ${count(dropBelow ?? topN)}`;

const COLUMNS: readonly Column<Row>[] = [
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

/** The one that the address names, wherever in the list it is. */
function Chosen({ id, row }: { readonly id: string; readonly row: Row | undefined }) {
  if (row) return <One key={id} row={row} />;
  return isId(id) ? <Elsewhere key={id} id={id} /> : <NoSuch id={id} />;
}

function Elsewhere({ id }: { readonly id: string }) {
  const asked = useQuery(portfolio, { id }, 4000);
  return (
    <Answer asked={asked} what="portfolio">
      {({ mlPortfolioBacktest: row }) => (row ? <One row={row} /> : <NoSuch id={id} />)}
    </Answer>
  );
}

const NoSuch = ({ id }: { readonly id: string }) => <Empty title={`There is no portfolio ${id}.`} />;

function One({ row }: { readonly row: Row }) {
  const figures: readonly (readonly [name: string, value: string, beside?: string])[] = [
    ['Return', signed(row.totalReturn), `held ${signed(row.buyAndHoldReturn)}`],
    ['Per year', signed(row.annualizedReturn)],
    ['Sharpe ratio', fixed(row.sharpeRatio), `held ${fixed(row.buyAndHoldSharpeRatio)}`],
    ['Largest drawdown', signed(row.maxDrawdown), `held ${signed(row.buyAndHoldMaxDrawdown)}`],
    ['Volatility', percent(row.volatility)],
    ['Trades', count(row.totalTrades), row.winRate === null ? undefined : `${percent(row.winRate, 0)} won`],
    ['Invested', percent(row.exposure, 0)],
    [
      'More than luck',
      percent(row.probabilisticSharpe, 0),
      `${percent(row.deflatedSharpe, 0)} after ${count(row.trials)} tries`,
    ],
    ['Grade', row.backtestQuality?.toLowerCase() ?? '–'],
  ];
  const members = (row.members ?? []).filter(({ symbol }) => symbol !== null);
  return (
    <section class="section">
      <h2>{sentence(membersOf(row))}</h2>
      <p class="lead">
        {row.backtestStartDate
          ? `${shortSession(row.backtestStartDate)} to ${shortSession(row.backtestEndDate)}. `
          : `Asked for ${localTime(row.requestedAt)}. `}
        {sentence(heldOf(row))}, {count(row.holdingSessions)} sessions, costs {percent(row.transactionCost, 2)} and
        slippage {percent(row.slippage, 2)} per side, from a capital of {compact(row.initialCapital)}.
      </p>
      {row.error && <p class="notice notice-bad">{sentence(row.error)}</p>}
      {row.totalReturn !== null && (
        <>
          <dl class="figures">
            {figures.map(([name, value, beside]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  {value} {beside && <span class="faint">{beside}</span>}
                </dd>
              </div>
            ))}
          </dl>
          <div class="columns">
            <MonthGrid months={monthsOf(row.monthlyReturns)} />
            {members.length > 0 && (
              <DataTable
                scrolls
                caption="What each instrument gave"
                rows={members}
                keyOf={({ symbol }) => symbol ?? ''}
                columns={[
                  { key: 'symbol', title: 'Instrument', cell: ({ symbol }) => symbol ?? '–' },
                  { key: 'trades', title: 'Trades', number: true, cell: ({ trades }) => count(trades) },
                  { key: 'profit', title: 'Profit', number: true, cell: ({ profit }) => fixed(profit) },
                ]}
              />
            )}
          </div>
        </>
      )}
    </section>
  );
}
