import { rowsOf } from '../../api/ask.ts';
import type { Instrument } from '../../api/documents.ts';
import { session, shortSession } from '../../format/dates.ts';
import { count, percent } from '../../format/numbers.ts';
import { stated } from '../../format/words.ts';
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
  const { todaysForecast: forecast, rankingToday: rank, currency } = found;
  if (!forecast) {
    return (
      <Empty title="No prediction yet.">
        <WhyNone found={found} />
        <p>The first prediction appears here by itself.</p>
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
        <div class={rank.usable ? undefined : 'figures-wide'}>
          <dt>
            Rank in <ViewLink to={`/ranking?pool=${encodeURIComponent(rank.pool)}`}>pool {rank.pool}</ViewLink>
          </dt>
          <dd>
            {count(Number(rank.rank))} <span class="faint">of {count(Number(rank.ranked))}</span>
            {!rank.usable && <Reasons lead="Not usable: " text={rank.whyNot ?? 'for no reason that is known'} />}
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

/** What became of its newest run, else what it waits for. */
function WhyNone({ found: { mlPipelineRuns, retrainingDue } }: { readonly found: Found }) {
  const [run] = rowsOf(mlPipelineRuns);
  if (!run) return <p>{stated(retrainingDue ?? 'no price of it has come yet')}</p>;
  return (
    <p>
      <ViewLink to={`/runs/${run.id}`}>Its newest run</ViewLink> {STATES[run.status]}
      {run.outcome ? `: ${run.outcome}.` : '.'}
    </p>
  );
}

type Status = NonNullable<Found['mlPipelineRuns']['nodes'][number]>['status'];

const STATES: Readonly<Record<Status, string>> = {
  queued: 'waits for a worker',
  running: 'is at work',
  succeeded: 'succeeded',
  skipped: 'was skipped',
  failed: 'failed',
  cancelled: 'was cancelled',
};
