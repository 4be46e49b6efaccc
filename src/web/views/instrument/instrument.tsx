import { hasServer, rowsOf } from '../../api/ask.ts';
import { history, type Instrument, instrument, prices } from '../../api/documents.ts';
import { BARS, PREDICTIONS } from '../../api/spans.ts';
import { useQuery } from '../../api/use_query.ts';
import { session, shortSession } from '../../format/dates.ts';
import { percent } from '../../format/numbers.ts';
import { sentence } from '../../format/words.ts';
import { Answer, Empty } from '../../parts/answer.tsx';
import { Interval, Probability, SignalMark } from '../../parts/figures.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { place } from '../../parts/router.ts';
import { useTitle } from '../../parts/title.ts';
import { ViewLink } from '../../parts/view_link.tsx';
import { BacktestSection } from './backtest.tsx';
import { Explanation } from './explanation.tsx';
import { InstrumentActions } from './instrument_actions.tsx';
import { PriceSection } from './price_section.tsx';
import { ProbabilitySection } from './probability_section.tsx';
import { saidOf } from './said.ts';

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
  const asked = place.value.query.get('prediction');
  const chosen = asked ?? todaysForecast?.predictionId;
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
      <Forecast found={found} />
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
        <Explanation key={chosen} predictionId={chosen} isNewest={chosen === todaysForecast?.predictionId} />
      )}
      <BacktestSection instrumentId={id} />
    </>
  );
}

/** What is said now, in a line of figures. */
function Forecast({ found: { todaysForecast: forecast, retrainingDue } }: { readonly found: Found }) {
  if (!forecast) {
    return (
      <Empty title="No prediction yet.">
        <p>{retrainingDue ? sentence(retrainingDue) : 'Its first run has not ended'}. It appears here by itself.</p>
      </Empty>
    );
  }
  return (
    <dl class="figures">
      <div>
        <dt>Probability of a higher close</dt>
        <dd>
          <Probability value={forecast.predictionProbability} usual={forecast.trainingBaseRate} />
        </dd>
      </div>
      <div>
        <dt>Usual in training</dt>
        <dd>{percent(forecast.trainingBaseRate)}</dd>
      </div>
      <div>
        <dt>Signal</dt>
        <dd>
          <SignalMark signal={forecast.tradingSignal} usable={forecast.usable} />
        </dd>
      </div>
      <div>
        <dt>Said after</dt>
        <dd>
          {session(forecast.predictionDate)} <span class="faint">for {shortSession(forecast.targetDate)}</span>
        </dd>
      </div>
      <div>
        <dt>
          Test AUC of <ViewLink to={`/models/${forecast.modelId}`}>its model</ViewLink>
        </dt>
        <dd>
          <Interval
            value={forecast.testRocAuc}
            low={forecast.testRocAucLower}
            high={forecast.testRocAucUpper}
            nothing={0.5}
            from={0.3}
            to={0.8}
          />
        </dd>
      </div>
      <div>
        <dt>Live record</dt>
        <dd>
          {forecast.livePredictions === null ? (
            <span class="faint">none yet</span>
          ) : (
            <Interval
              share
              value={forecast.liveHitRate}
              low={forecast.liveHitRateLower}
              high={forecast.liveHitRateUpper}
              nothing={forecast.liveMajorityHitRate}
              from={0}
              to={1}
            />
          )}
        </dd>
      </div>
      <div class="figures-wide">
        <dt>May it be acted on today?</dt>
        <dd>
          {forecast.usable ? (
            <span class="yes">Yes: nothing that is known speaks against it.</span>
          ) : (
            <Reasons text={forecast.whyNot} />
          )}
        </dd>
      </div>
    </dl>
  );
}
