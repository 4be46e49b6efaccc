import { rowsOf } from '../../api/ask.ts';
import { type Backtest, type Backtests, backtest, backtests } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { MonthGrid } from '../../charts/month_grid.tsx';
import { monthsOf, tradesOf } from '../../format/backtests.ts';
import { shortSession } from '../../format/dates.ts';
import { compact, count, fixed, percent, signed } from '../../format/numbers.ts';
import { spaced } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { type Figure, FigureList } from '../../parts/figure_list.tsx';
import { isId, place, setQuery } from '../../parts/router.ts';
import { EquityChart } from './equity_chart.tsx';
import { Trades } from './trades.tsx';

type Named = NonNullable<NonNullable<Backtests['mlBacktestResults']>['nodes'][number]>;
type Result = NonNullable<Backtest['mlBacktestResult']>;
type Props = { readonly instrumentId: number; readonly currency: string | null };

/** What trading the predictions would have come to, beside holding. */
export function BacktestSection({ instrumentId, currency }: Props) {
  const asked = useQuery(backtests, { id: instrumentId }, 15_000);
  const wanted = place.value.query.get('backtest') ?? undefined;
  return (
    <section class="section">
      <Answer asked={asked} what="backtests">
        {({ mlBacktestResults }) => {
          const results = rowsOf(mlBacktestResults);
          const chosen = wanted ?? results[0]?.id;
          return (
            <>
              <div class="section-head">
                <h2>Backtest</h2>
                {(results.length > 1 || wanted !== undefined) && <Choice results={results} chosen={chosen} />}
              </div>
              {chosen === undefined ? (
                <Empty title="No backtest yet.">
                  <p>Its training makes one of the test range.</p>
                </Empty>
              ) : !isId(chosen) ? (
                <NoSuch id={chosen} />
              ) : (
                <One key={chosen} id={chosen} instrumentId={instrumentId} currency={currency} />
              )}
            </>
          );
        }}
      </Answer>
    </section>
  );
}

/** The newest; one that is older is looked at by its address. */
function Choice({ results, chosen }: { readonly results: readonly Named[]; readonly chosen: string | undefined }) {
  return (
    <select
      aria-label="Which backtest"
      value={chosen}
      onChange={(event) => setQuery({ backtest: event.currentTarget.value })}
    >
      {chosen !== undefined && !results.some(({ id }) => id === chosen) && (
        <option value={chosen}>backtest {chosen}</option>
      )}
      {results.map((one) => (
        <option key={one.id} value={one.id}>
          {nameOf(one)}
        </option>
      ))}
    </select>
  );
}

const nameOf = ({ model, probabilityThreshold, direction, backtestStartDate }: Named): string =>
  `${model?.modelVersion ?? 'model'}, from ${percent(probabilityThreshold, 0)}, ${spaced(direction)}, since ${shortSession(backtestStartDate)}`;

type OneProps = Props & { readonly id: string };

function One({ id, instrumentId, currency }: OneProps) {
  const asked = useQuery(backtest, { id }, 60_000);
  return (
    <Answer asked={asked} what="backtest">
      {({ backtestEquity, mlBacktestResult: result }) =>
        result?.instrumentId === instrumentId ? (
          <>
            <Figures result={result} currency={currency} />
            <EquityChart rows={rowsOf(backtestEquity)} currency={currency} />
            <div class="columns">
              <MonthGrid months={monthsOf(result.monthlyReturns)} />
              <Trades trades={tradesOf(result.tradeHistory)} />
            </div>
          </>
        ) : (
          <NoSuch id={id} />
        )
      }
    </Answer>
  );
}

const NoSuch = ({ id }: { readonly id: string }) => (
  <Empty title={`This instrument has no backtest ${id}.`}>
    <button type="button" onClick={() => setQuery({ backtest: undefined })}>
      Show its newest
    </button>
  </Empty>
);

function Figures({ result, currency }: { readonly result: Result; readonly currency: string | null }) {
  const figures: readonly Figure[] = [
    ['Return', signed(result.totalReturn), `held ${signed(result.buyAndHoldReturn)}`],
    ['Per year', signed(result.annualizedReturn)],
    ['Largest drawdown', signed(result.maxDrawdown), `held ${signed(result.buyAndHoldMaxDrawdown)}`],
    [
      'Sharpe ratio',
      fixed(result.sharpeRatio),
      result.probabilisticSharpe === null ? undefined : `more than luck: ${percent(result.probabilisticSharpe, 0)}`,
    ],
    ['Best of tries', percent(result.deflatedSharpe, 0), `${count(result.trials)} tried`],
    ['Trades', count(result.totalTrades), result.winRate === null ? undefined : `${percent(result.winRate, 0)} won`],
    ['Invested', percent(result.exposure, 0)],
    ['Grade', result.backtestQuality?.toLowerCase() ?? '–'],
  ];
  return (
    <>
      <p class="lead">
        {shortSession(result.backtestStartDate)} to {shortSession(result.backtestEndDate)}: from{' '}
        {percent(result.probabilityThreshold, 0)}, {spaced(result.direction)}, {count(result.holdingPeriodDays)}{' '}
        sessions, costs {percent(result.transactionCost, 2)} and slippage {percent(result.slippage, 2)} per side, from a
        capital of {compact(result.initialCapital)}
        {currency && ` ${currency}`}.
      </p>
      <FigureList figures={figures} />
    </>
  );
}
