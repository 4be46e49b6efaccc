import { rowsOf } from '../../api/ask.ts';
import { type Backtests, backtest, backtests } from '../../api/documents.ts';
import { useQuery } from '../../api/use_query.ts';
import { MonthGrid } from '../../charts/month_grid.tsx';
import { monthsOf, tradesOf } from '../../format/backtests.ts';
import { shortSession } from '../../format/dates.ts';
import { count, fixed, percent, signed } from '../../format/numbers.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { place, setQuery } from '../../parts/router.ts';
import { EquityChart } from './equity_chart.tsx';
import { Trades } from './trades.tsx';

type Result = NonNullable<NonNullable<Backtests['mlBacktestResults']>['nodes'][number]>;

/** What trading the predictions would have come to, beside holding. */
export function BacktestSection({ instrumentId }: { readonly instrumentId: number }) {
  const asked = useQuery(backtests, { id: instrumentId }, 15_000);
  return (
    <section class="section">
      <Answer asked={asked} what="backtests">
        {({ mlBacktestResults }) => {
          const results = rowsOf(mlBacktestResults);
          const chosen = results.find(({ id }) => id === place.value.query.get('backtest')) ?? results[0];
          return (
            <>
              <div class="section-head">
                <h2>Backtest</h2>
                {results.length > 1 && (
                  <select
                    aria-label="Which backtest"
                    value={chosen?.id}
                    onChange={(event) => setQuery({ backtest: event.currentTarget.value })}
                  >
                    {results.map((one) => (
                      <option key={one.id} value={one.id}>
                        {nameOf(one)}
                      </option>
                    ))}
                  </select>
                )}
              </div>
              {chosen ? (
                <One key={chosen.id} result={chosen} />
              ) : (
                <Empty title="No backtest yet.">
                  <p>Its training makes one of the test range.</p>
                </Empty>
              )}
            </>
          );
        }}
      </Answer>
    </section>
  );
}

const nameOf = ({ model, probabilityThreshold, direction, backtestStartDate }: Result): string =>
  `${model?.modelVersion ?? 'model'}, from ${percent(probabilityThreshold, 0)}, ${direction.replace('_', ' ')}, since ${shortSession(backtestStartDate)}`;

function One({ result }: { readonly result: Result }) {
  const asked = useQuery(backtest, { id: result.id }, 60_000);
  const figures: readonly (readonly [string, string, string?])[] = [
    ['Return', signed(result.totalReturn), `held ${signed(result.buyAndHoldReturn)}`],
    ['Per year', signed(result.annualizedReturn)],
    ['Largest drawdown', signed(result.maxDrawdown), `held ${signed(result.buyAndHoldMaxDrawdown)}`],
    ['Sharpe ratio', fixed(result.sharpeRatio), `more than luck: ${percent(result.probabilisticSharpe, 0)}`],
    ['Best of tries', percent(result.deflatedSharpe, 0), `${count(result.trials)} tried`],
    ['Trades', count(result.totalTrades), `${percent(result.winRate, 0)} won`],
    ['Invested', percent(result.exposure, 0)],
    ['Grade', result.backtestQuality?.toLowerCase() ?? '–'],
  ];
  return (
    <>
      <p class="lead">
        {shortSession(result.backtestStartDate)} to {shortSession(result.backtestEndDate)}: from{' '}
        {percent(result.probabilityThreshold, 0)}, {result.direction.replace('_', ' ')},{' '}
        {count(result.holdingPeriodDays)} sessions, costs {percent(result.transactionCost, 2)} and slippage{' '}
        {percent(result.slippage, 2)} per side.
      </p>
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
      <Answer asked={asked} what="equity">
        {({ backtestEquity, mlBacktestResult }) => (
          <>
            <EquityChart rows={rowsOf(backtestEquity)} />
            <div class="columns">
              <MonthGrid months={monthsOf(mlBacktestResult?.monthlyReturns)} />
              <Trades trades={tradesOf(mlBacktestResult?.tradeHistory)} />
            </div>
          </>
        )}
      </Answer>
    </>
  );
}
