import type { Instrument } from '../../api/documents.ts';
import { session, shortSession } from '../../format/dates.ts';
import { count, percent } from '../../format/numbers.ts';
import { sentence, stated } from '../../format/words.ts';
import { Empty } from '../../parts/answer.tsx';
import { Probability, SignalMark } from '../../parts/figures.tsx';
import { GrowthInWords } from '../../parts/growth.tsx';
import { Reasons } from '../../parts/reasons.tsx';
import { ViewLink } from '../../parts/view_link.tsx';
import { LiveHitRate, LogLossSkill, TestAuc } from '../../parts/yardsticks.tsx';

type Found = NonNullable<Instrument['baseInstrument']>;
type Props = {
  readonly found: Found;
  /** The close after which it was said; null while it is not known. */
  readonly close: number | null;
};

/** What is said now, in a line of figures. */
export function Forecast({ found, close }: Props) {
  const { todaysForecast: forecast, retrainingDue, rankingToday: rank, currency } = found;
  if (!forecast) {
    return (
      <Empty title="No prediction yet.">
        <p>{stated(retrainingDue ?? 'its first run has not ended')} It appears here by itself.</p>
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
          Corrected test AUC of <ViewLink to={`/models/${forecast.modelId}`}>its model</ViewLink>
        </dt>
        <dd>
          <TestAuc of={forecast} />
        </dd>
      </div>
      <div>
        <dt>Log-loss skill on its test range</dt>
        <dd>
          <LogLossSkill of={forecast} />
        </dd>
      </div>
      <div>
        <dt>Live record</dt>
        <dd>
          <LiveHitRate of={forecast} />
        </dd>
      </div>
      {rank && (
        <div>
          <dt>
            Rank in <ViewLink to={`/ranking?pool=${encodeURIComponent(rank.pool)}`}>pool {rank.pool}</ViewLink>
          </dt>
          <dd>
            {count(Number(rank.rank))} <span class="faint">of {count(Number(rank.ranked))}</span>
            {!rank.usable && <span class="second faint">Not usable: {sentence(rank.whyNot ?? '')}</span>}
          </dd>
        </div>
      )}
      <div class="figures-wide">
        <dt>Growth over seven sessions</dt>
        <dd>
          <GrowthInWords of={forecast} close={close} currency={currency} />
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
