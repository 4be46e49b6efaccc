import type { AlertRules } from '../../api/documents.ts';
import { counted, duration, percent } from '../../format/numbers.ts';

export type AlertRule = NonNullable<NonNullable<AlertRules['mlAlertRules']>['nodes'][number]>;
export type Watch = AlertRule['watches'];

type Measured = {
  /** What is counted, for the choice of a new rule. */
  readonly name: string;
  /** What a threshold is given in. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Counts have no fractions. */
  readonly whole: boolean;
  /** Whether it looks back over a period; the others ask for what is so now. */
  readonly looksBack: boolean;
  /** When an alert is raised, in words. */
  readonly raised: (threshold: number, period: string) => string;
};

/** Below one: of all there are, none can be above it. */
const LARGEST_SHARE = 0.9999;
const LARGEST = 999_999_999;

const share = (name: string, raised: Measured['raised'], looksBack = false): Measured => ({
  name,
  unit: 'a share of 1',
  min: 0,
  max: LARGEST_SHARE,
  whole: false,
  looksBack,
  raised,
});
const part = (threshold: number): string => percent(threshold, threshold !== 0 && threshold < 0.01 ? 2 : 1);

/** What rules can watch, as people read it. */
export const WATCHES: Readonly<Record<Watch, Measured>> = {
  sessions_without_prediction: {
    name: 'An instrument has no prediction',
    unit: 'in sessions',
    min: 1,
    max: LARGEST,
    whole: true,
    looksBack: false,
    raised: (threshold) => `an instrument has had no prediction for ${counted(threshold, 'session')} or more`,
  },
  failed_share: share(
    'Runs fail',
    (threshold, period) => `more than ${part(threshold)} of the runs that ended within ${period} failed`,
    true,
  ),
  behind_share: share(
    'Predictions are behind prices',
    (threshold) => `more than ${part(threshold)} of the instruments lack a prediction of their newest session`,
  ),
  drifting_share: share('Models drift', (threshold) => `more than ${part(threshold)} of the serving models drift`),
  live_workers: {
    name: 'Workers are gone',
    unit: 'in workers',
    min: 1,
    max: LARGEST,
    whole: true,
    looksBack: false,
    raised: (threshold) => `fewer than ${counted(threshold, 'worker')} ${threshold === 1 ? 'is' : 'are'} alive`,
  },
  oldest_job_seconds: {
    name: 'Jobs wait',
    unit: 'in seconds',
    min: 0,
    max: LARGEST,
    whole: false,
    looksBack: false,
    raised: (threshold) => `a job that could be taken has waited longer than ${duration(threshold)}`,
  },
};
