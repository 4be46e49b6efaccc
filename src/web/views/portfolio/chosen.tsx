import { portfolio } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { MonthGrid } from '../../charts/month_grid.tsx';
import { monthsOf } from '../../format/backtests.ts';
import { shortSession } from '../../format/dates.ts';
import { compact, count, fixed, percent, signed } from '../../format/numbers.ts';
import { sentence } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { localTime } from '../../parts/clock.ts';
import { DataTable } from '../../parts/data_table.tsx';
import { type Figure, FigureList } from '../../parts/figure_list.tsx';
import { isId } from '../../parts/router.ts';
import { heldOf, membersOf, type Tried } from './words.ts';

/** The one that the address names, wherever in the list it is. */
export function Chosen({ id, row }: { readonly id: string; readonly row: Tried | undefined }) {
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

function One({ row }: { readonly row: Tried }) {
  const figures: readonly Figure[] = [
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
          <FigureList figures={figures} />
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
