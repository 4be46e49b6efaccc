import type { Pulse, TodayVariables } from '../../api/documents.ts';

type Filter = NonNullable<TodayVariables['filter']>;
type Order = NonNullable<NonNullable<TodayVariables['orderBy']>[number]>;

export const CHOICES = [
  ['all', 'All'],
  ['signals', 'Signals'],
  ['usable', 'Usable'],
  ['unusable', 'Not usable'],
] as const;
export type Choice = (typeof CHOICES)[number][0];

const HOLDS: Readonly<Record<Choice, readonly Filter[]>> = {
  all: [],
  signals: [{ usable: { equalTo: true }, tradingSignal: { in: ['BUY', 'SELL'] } }],
  usable: [{ usable: { equalTo: true } }],
  unusable: [{ usable: { equalTo: false } }],
};

export const choiceOf = (text: string | null): Choice => CHOICES.find(([name]) => name === text)?.[0] ?? 'all';

/** Symbols that begin with what is searched for, and names that hold it, in any case. */
const found = (search: string): readonly Filter[] => {
  const wanted = search.trim();
  return wanted === ''
    ? []
    : [{ or: [{ symbol: { startsWithInsensitive: wanted } }, { name: { includesInsensitive: wanted } }] }];
};

/** What the server is asked to leave out; undefined for nothing. */
export function filterOf(choice: Choice, search: string): Filter | undefined {
  const all = [...HOLDS[choice], ...found(search)];
  return all.length === 0 ? undefined : { and: all };
}

/** By which column of the API a column of the table is ordered: upwards and downwards. */
const ORDERS = [
  ['symbol', 'SYMBOL_ASC', 'SYMBOL_DESC'],
  // What is most urgent stands above, unless it is turned round.
  ['signal', 'URGENCY_DESC', 'URGENCY_ASC'],
  ['probability', 'PREDICTION_PROBABILITY_ASC', 'PREDICTION_PROBABILITY_DESC'],
  ['range', 'GROWTH_MEDIAN_ASC', 'GROWTH_MEDIAN_DESC'],
  ['auc', 'TEST_ROC_AUC_CORRECTED_LOWER_ASC', 'TEST_ROC_AUC_CORRECTED_LOWER_DESC'],
  ['skill', 'TEST_LOG_LOSS_SKILL_LOWER_ASC', 'TEST_LOG_LOSS_SKILL_LOWER_DESC'],
  ['record', 'LIVE_HIT_RATE_LOWER_ASC', 'LIVE_HIT_RATE_LOWER_DESC'],
  ['session', 'PREDICTION_DATE_ASC', 'PREDICTION_DATE_DESC'],
  ['usable', 'USABLE_DESC', 'USABLE_ASC'],
] as const satisfies readonly (readonly [string, Order, Order])[];
export type SortKey = (typeof ORDERS)[number][0];

export const sortOf = (text: string | null): SortKey => ORDERS.find(([name]) => name === text)?.[0] ?? 'signal';

/** Equals stand by symbol, so that pages do not overlap. */
export function orderOf(by: SortKey, down: boolean): readonly Order[] {
  const [, up, other] = ORDERS.find(([name]) => name === by) ?? ORDERS[1];
  return [down ? other : up, 'SYMBOL_ASC', 'INSTRUMENT_ID_ASC'];
}

export type Counts = Readonly<Record<Choice, number>>;

type Health = NonNullable<NonNullable<Pulse['pipelineHealth']>['nodes'][number]>;

/** How many instruments each choice has. */
export function countsOf(health: Pick<Health, 'instrumentsWithPredictions' | 'usablePredictions' | 'signals'>): Counts {
  const [all, usable] = [health.instrumentsWithPredictions ?? 0, health.usablePredictions ?? 0];
  return { all, signals: health.signals ?? 0, usable, unusable: all - usable };
}
