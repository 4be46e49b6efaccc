import type { ComponentChildren } from 'preact';
import { count, counted, fixed, percent, range } from '../format/numbers.ts';
import { Interval } from './figures.tsx';

type Maybe = number | null;

/** What a model's ROC-AUC on its test range is said to be, and to be worth. */
export type Auc = {
  readonly testRocAuc: Maybe;
  readonly testRocAucLower: Maybe;
  readonly testRocAucUpper: Maybe;
  readonly testRocAucCorrected: Maybe;
  readonly testRocAucCorrectedLower: Maybe;
  readonly testRocAucCorrectedUpper: Maybe;
  readonly whyNotCorrected: string | null;
};

export const CORRECTED_HINT =
  'ROC-AUC on sessions the model had not seen, less what it reaches on mirrored histories, where there is nothing to know, and 0.5 for it; the line is knowing nothing. Below it what was measured';

/** The ROC-AUC that counts, and below it the raw one, which a window without anything to know flatters. */
export function TestAuc({ of }: { readonly of: Auc }) {
  if (of.testRocAuc === null) return <Interval value={null} low={null} high={null} nothing={0.5} from={0.3} to={0.8} />;
  const raw = `${fixed(of.testRocAuc)} (${range(of.testRocAucLower, of.testRocAucUpper)})`;
  if (of.testRocAucCorrected === null) {
    return (
      <>
        <span class="faint" title={of.whyNotCorrected ?? undefined}>
          not corrected
        </span>
        <span class="second faint">measured {raw}</span>
      </>
    );
  }
  return (
    <Interval
      value={of.testRocAucCorrected}
      low={of.testRocAucCorrectedLower}
      high={of.testRocAucCorrectedUpper}
      nothing={0.5}
      from={0.3}
      to={0.8}
      below={<span title={`Measured ${raw}`}>measured {fixed(of.testRocAuc)}</span>}
    />
  );
}

export type Skill = {
  readonly testLogLossSkill: Maybe;
  readonly testLogLossSkillLower: Maybe;
  readonly testLogLossSkillUpper: Maybe;
};

export const SKILL_HINT =
  'By how much the log-loss on the test range is below that of the base rate of the past, with its 95 % interval; above the line the probabilities say more than it';

/** What the probabilities add to what was known before. */
export const LogLossSkill = ({ of }: { readonly of: Skill }) => (
  <Interval
    share
    digits={1}
    value={of.testLogLossSkill}
    low={of.testLogLossSkillLower}
    high={of.testLogLossSkillUpper}
    nothing={0}
    from={-0.1}
    to={0.1}
    below=""
  />
);

type HitRateProps = {
  readonly value: Maybe;
  readonly low: Maybe;
  readonly high: Maybe;
  /** Of always saying the more frequent. */
  readonly majority: Maybe;
  readonly below?: ComponentChildren;
};

/** The share of predictions that was right; the line is always saying the more frequent. */
export const HitRate = ({ majority, ...figure }: HitRateProps) => (
  <Interval share nothing={majority} from={0} to={1} {...figure} />
);

export type LiveRecord = {
  readonly livePredictions: Maybe;
  readonly liveHitRate: Maybe;
  readonly liveHitRateLower: Maybe;
  readonly liveHitRateUpper: Maybe;
  readonly liveMajorityHitRate: Maybe;
  readonly liveIntervalPredictions: Maybe;
  readonly liveIntervalCoverage: Maybe;
};

/** What an instrument's live predictions kept, and their intervals. */
export function LiveHitRate({ of }: { readonly of: LiveRecord }) {
  if (of.livePredictions === null) return <span class="faint">none yet</span>;
  const inside = of.liveIntervalCoverage !== null && (
    <span title={`Of ${counted(of.liveIntervalPredictions ?? 0, 'outcome')} so many fell inside their interval`}>
      inside {percent(of.liveIntervalCoverage, 0)}
    </span>
  );
  return (
    <span
      title={`${count(of.livePredictions)} live predictions; always the more frequent: ${percent(of.liveMajorityHitRate)}`}
    >
      <HitRate
        value={of.liveHitRate}
        low={of.liveHitRateLower}
        high={of.liveHitRateUpper}
        majority={of.liveMajorityHitRate}
        below={inside || ''}
      />
    </span>
  );
}
