import { hasServer, rowsOf } from '../../api/ask.ts';
import { history, type Instrument, instrument, type Prices, prices } from '../../api/documents.ts';
import { BARS, PREDICTIONS } from '../../api/spans.ts';
import { useQuery } from '../../api/use_query.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { lazily } from '../../parts/lazily.tsx';
import { RecordTable } from '../../parts/record_table.tsx';
import { place } from '../../parts/router.ts';
import { useTitle } from '../../parts/title.ts';
import { BacktestSection } from './backtest.tsx';
import { Explanation } from './explanation.tsx';
import { Forecast } from './forecast.tsx';
import { InstrumentActions } from './instrument_actions.tsx';
import { PriceSection } from './price_section.tsx';
import { ProbabilitySection } from './probability_section.tsx';
import { saidOf } from './said.ts';

const Rules = lazily(async () => (await import('../settings/instrument_rules.tsx')).InstrumentRules);

type Found = NonNullable<Instrument['baseInstrument']>;

export function InstrumentView({ id }: { readonly id: number }) {
  const asked = useQuery(instrument, { id }, 5000);
  return (
    <Answer asked={asked} what="instrument">
      {({ baseInstrument }) =>
        baseInstrument ? (
          <One key={id} found={baseInstrument} />
        ) : (
          <Empty title={`There is no instrument ${id}.`}>
            <p>
              It may have been deleted. <a href="/">Today</a> lists those that there are.
            </p>
          </Empty>
        )
      }
    </Answer>
  );
}

function One({ found }: { readonly found: Found }) {
  const { id, symbol, name, exchange, currency, todaysForecast } = found;
  useTitle(symbol);
  const bars = useQuery(prices, { id, first: BARS }, 15_000);
  const past = useQuery(history, { id, first: PREDICTIONS }, 5000);
  const said = saidOf(rowsOf(past.data?.mlPredictions));
  const chosen = place.value.query.get('prediction') || todaysForecast?.predictionId;
  return (
    <>
      <p class="lead">
        {[name, exchange?.name ?? exchange?.micCode, currency].filter(Boolean).join(' · ')}
        {found.pipelinePolicy?.isPaused && <strong> · paused</strong>}
        {!found.isActive && <strong> · inactive</strong>}
      </p>
      {hasServer() && (
        <InstrumentActions
          id={id}
          symbol={symbol}
          exchange={exchange?.micCode ?? null}
          isPaused={found.pipelinePolicy?.isPaused ?? false}
        />
      )}
      <Forecast found={found} close={closeOf(rowsOf(bars.data?.priceBars), todaysForecast?.predictionDate)} />
      <Answer asked={bars} what="prices">
        {({ priceBars }) => <PriceSection bars={rowsOf(priceBars)} said={said} currency={currency} />}
      </Answer>
      <Answer asked={past} what="predictions">
        {() => (
          <ProbabilitySection
            said={said}
            usual={todaysForecast?.trainingBaseRate ?? null}
            threshold={found.pipelinePolicy?.probabilityThreshold ?? 0.6}
          />
        )}
      </Answer>
      {chosen !== undefined && (
        <Explanation
          key={chosen}
          instrumentId={id}
          predictionId={chosen}
          isNewest={chosen === todaysForecast?.predictionId}
        />
      )}
      <section class="section">
        <h2>Live record</h2>
        {rowsOf(found.trackRecord).length === 0 ? (
          <Empty title="No live prediction has had its seventh session yet." />
        ) : (
          <RecordTable promises={false} windows={rowsOf(found.trackRecord)} />
        )}
      </section>
      <BacktestSection instrumentId={id} currency={currency} />
      {hasServer() && <Rules id={id} symbol={symbol} />}
    </>
  );
}

type Bar = NonNullable<NonNullable<Prices['priceBars']>['nodes'][number]>;

/** The close that the forecast starts from. */
function closeOf(bars: readonly Bar[], session: string | undefined): number | null {
  const bar = bars.find(({ tradingDate }) => tradingDate === session);
  return bar ? Number(bar.closePrice) : null;
}
