import type { TodayCounts, TodayVariables } from '../../api/documents.ts';

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

export type Counts = Readonly<Record<Choice, number>> & { readonly newest: string | undefined };

type Groups = NonNullable<TodayCounts['latestPredictions']>['groupedAggregates'];

/** How many instruments each choice has, and the newest session of all. */
export function countsOf(groups: Groups | undefined): Counts {
  const rows = (groups ?? []).map(({ keys, distinctCount, max }) => ({
    isUsable: keys?.[0] === 'true',
    isSignal: keys?.[0] === 'true' && (keys[1] === 'BUY' || keys[1] === 'SELL'),
    count: Number(distinctCount?.instrumentId ?? 0),
    newest: max?.newestSession ?? '',
  }));
  const sum = (of: typeof rows): number => of.reduce((total, { count }) => total + count, 0);
  const usable = sum(rows.filter(({ isUsable }) => isUsable));
  const all = sum(rows);
  return {
    all,
    signals: sum(rows.filter(({ isSignal }) => isSignal)),
    usable,
    unusable: all - usable,
    newest:
      rows
        .map(({ newest }) => newest)
        .sort()
        .at(-1) || undefined,
  };
}
