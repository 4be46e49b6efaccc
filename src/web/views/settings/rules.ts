import type { InstrumentRules, Settings } from '../../api/documents.ts';
import { secondsOf } from '../../format/dates.ts';
import { count, duration, fixed, percent } from '../../format/numbers.ts';

/** The rules in force: the defaults, or an instrument's own over them. */
export type Rules = NonNullable<NonNullable<Settings['mlPipelineDefaults']>['nodes'][number]>;
export type OwnRules = NonNullable<InstrumentRules['mlPipelinePolicy']>;
export type RuleKey = keyof Rules;
type OwnKey = keyof Rules & keyof OwnRules;
/** What the API says of a stretch of time. */
export type Span = Rules['quietPeriod'];
export type Value = string | number | boolean | Span;

export type Rule<Key = RuleKey> = {
  readonly key: Key;
  readonly name: string;
  readonly hint: string;
  readonly kind:
    | { readonly is: 'share' | 'plain'; readonly min: number; readonly max: number; readonly step: number }
    | { readonly is: 'count'; readonly min: number; readonly max: number }
    | { readonly is: 'yes or no' }
    | { readonly is: 'choice'; readonly of: readonly string[] }
    | { readonly is: 'amount'; readonly min: number; readonly max: number; readonly unit: string }
    | { readonly is: 'seconds'; readonly max: number }
    | { readonly is: 'text' };
};

const A_YEAR = 365 * 86_400;

/** What an instrument may have of its own, in the order of a prediction's way. */
export const OWN_RULES: readonly Rule<OwnKey>[] = [
  { key: 'isPaused', name: 'Paused', hint: 'New prices start no run', kind: { is: 'yes or no' } },
  {
    key: 'quietPeriod',
    name: 'Quiet before a training',
    hint: 'It waits until no price has arrived for so long',
    kind: { is: 'seconds', max: A_YEAR },
  },
  {
    key: 'maximumQuietPeriod',
    name: 'Longest wait for quiet',
    hint: 'However steadily prices arrive',
    kind: { is: 'seconds', max: A_YEAR },
  },
  {
    key: 'minimumSessions',
    name: 'Sessions that a training needs',
    hint: 'With fewer a run is skipped',
    kind: { is: 'count', min: 1, max: 100_000 },
  },
  {
    key: 'minimumQualityScore',
    name: 'Least data quality',
    hint: 'Below it a run is skipped, and no prediction is usable',
    kind: { is: 'share', min: 0, max: 1, step: 0.01 },
  },
  {
    key: 'modelScope',
    name: 'Models',
    hint: 'Learned from its own history, from that of a pool, or both, which compete',
    kind: { is: 'choice', of: ['own', 'pooled', 'both'] },
  },
  { key: 'pool', name: 'Pool', hint: 'Whose members learn together', kind: { is: 'text' } },
  {
    key: 'modelFamily',
    name: 'Kind of model',
    hint: 'Boosted trees or a network',
    kind: { is: 'choice', of: ['xgboost_classifier', 'tfjs_mlp', 'tfjs_gru'] },
  },
  {
    key: 'engine',
    name: 'Who trains trees',
    hint: 'pgaugur itself, or libxgboost where a training host has it',
    kind: { is: 'choice', of: ['pgaugur', 'libxgboost'] },
  },
  {
    key: 'device',
    name: 'What libxgboost trains on',
    hint: 'cuda needs one that was built with it; networks choose by themselves',
    kind: { is: 'choice', of: ['cpu', 'cuda'] },
  },
  {
    key: 'searchGrid',
    name: 'Configurations to try',
    hint: 'default: 5, quick: 192, full: 6,912 by halving',
    kind: { is: 'choice', of: ['default', 'quick', 'full'] },
  },
  {
    key: 'validationFolds',
    name: 'Folds they are compared on',
    hint: 'Walk-forward; fewer where the history is short',
    kind: { is: 'count', min: 1, max: 20 },
  },
  {
    key: 'usesMarketContext',
    name: 'Indices as features',
    hint: 'In force from the next run on',
    kind: { is: 'yes or no' },
  },
  {
    key: 'minimumRocAuc',
    name: 'Gate: least test AUC',
    hint: 'What a model must reach to go into production',
    kind: { is: 'plain', min: 0, max: 1, step: 0.005 },
  },
  {
    key: 'gateLevel',
    name: 'Gate: largest p-value',
    hint: 'Against no skill, corrected for the models judged on the same rows',
    kind: { is: 'plain', min: 0.0001, max: 1, step: 0.0001 },
  },
  {
    key: 'beatsRules',
    name: 'Gate: must beat trivial rules',
    hint: 'Reversal, momentum, last sign, always the majority',
    kind: { is: 'yes or no' },
  },
  {
    key: 'surrogates',
    name: 'Mirrored histories',
    hint: 'That a model is tried on to tell what its ROC-AUC is worth: fewer cost less and tell it less surely',
    kind: { is: 'count', min: 20, max: 10_000 },
  },
  {
    key: 'probabilityThreshold',
    name: 'BUY from',
    hint: 'SELL from one less it down',
    kind: { is: 'share', min: 0.51, max: 0.99, step: 0.01 },
  },
  {
    key: 'intervalCoverage',
    name: 'Outcomes inside the interval',
    hint: 'What the interval of the growth is to hold',
    kind: { is: 'share', min: 0.5, max: 0.98, step: 0.01 },
  },
  {
    key: 'signalsAfterLosses',
    name: 'Signals after losses',
    hint: 'Although the trades on its holdout lost money',
    kind: { is: 'yes or no' },
  },
  {
    key: 'tradesContext',
    name: 'Trades context',
    hint: 'Indices that others are only seen beside are traded too',
    kind: { is: 'yes or no' },
  },
  {
    key: 'maximumModelAge',
    name: 'Oldest usable model',
    hint: 'In sessions since the last it was trained with',
    kind: { is: 'count', min: 1, max: 100_000 },
  },
  {
    key: 'retrainAfterSessions',
    name: 'Training is due after',
    hint: 'In sessions',
    kind: { is: 'count', min: 1, max: 100_000 },
  },
  {
    key: 'maximumDrift',
    name: 'Largest share of features that drift',
    hint: 'Beyond it nothing is usable, and training is due',
    kind: { is: 'share', min: 0, max: 1, step: 0.01 },
  },
  {
    key: 'maximumScoreDrift',
    name: 'Largest drift of scores',
    hint: 'In multiples of what they had by themselves',
    kind: { is: 'plain', min: 0, max: 1000, step: 0.1 },
  },
  {
    key: 'transactionCost',
    name: 'Cost of each fill',
    hint: 'As a share of its value',
    kind: { is: 'share', min: 0, max: 0.1, step: 0.0001 },
  },
  {
    key: 'initialCapital',
    name: 'Capital of a backtest',
    hint: 'What it starts with',
    kind: { is: 'amount', min: 0.01, max: 9_999_999_999_999.99, unit: 'of the trading currency' },
  },
  {
    key: 'keptModels',
    name: 'Replaced models that are kept',
    hint: 'Older ones are archived',
    kind: { is: 'count', min: 1, max: 1000 },
  },
];

const RANK_GROUP: Rule = {
  key: 'rankGroup',
  name: 'Ranked beside',
  hint: 'Above whose median a member of a pool is to grow: the pool, its sector, or those beside the same index; in force from the next training of the pool on',
  kind: { is: 'choice', of: ['pool', 'sector', 'index'] },
};

/** What operators may change for all instruments: those, and what a pool has and no member for itself. */
export const RULES: readonly Rule[] = OWN_RULES.flatMap((rule): Rule[] =>
  rule.key === 'pool' ? [rule, RANK_GROUP] : [rule],
);

/** So many seconds as the API takes them. */
export const spanOf = (seconds: number): Span => ({
  years: 0,
  months: 0,
  days: 0,
  hours: 0,
  minutes: 0,
  seconds,
});

/** A value of a rule as people read it. */
export function shown({ kind }: Rule, value: Value | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (kind.is === 'amount') return `${fixed(Number(value))} ${kind.unit}`;
  if (typeof value === 'object') return duration(secondsOf(value));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value.replaceAll('_', ' ');
  if (kind.is === 'share') return percent(value, value !== 0 && Math.abs(value) < 0.01 ? 2 : 1);
  return kind.is === 'count' ? count(value) : fixed(value, value < 0.01 ? 4 : 3);
}
