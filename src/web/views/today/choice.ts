/** What of a forecast decides whether and where it is shown. */
export type Shown = {
  readonly symbol: string;
  readonly name: string | null;
  readonly tradingSignal: string | null;
  readonly signalStrength: number | null;
  readonly usable: boolean;
};

export const CHOICES = [
  ['all', 'All'],
  ['signals', 'Signals'],
  ['usable', 'Usable'],
  ['unusable', 'Not usable'],
] as const;
export type Choice = (typeof CHOICES)[number][0];

const isSignal = ({ usable, tradingSignal }: Shown): boolean =>
  usable && (tradingSignal === 'BUY' || tradingSignal === 'SELL');

const HOLDS: Readonly<Record<Choice, (row: Shown) => boolean>> = {
  all: () => true,
  signals: isSignal,
  usable: ({ usable }) => usable,
  unusable: ({ usable }) => !usable,
};

export const choiceOf = (text: string | null): Choice => CHOICES.find(([name]) => name === text)?.[0] ?? 'all';

/** How many rows each choice would show. */
export const countsOf = (rows: readonly Shown[]): Readonly<Record<Choice, number>> => ({
  all: rows.length,
  signals: rows.filter(HOLDS.signals).length,
  usable: rows.filter(HOLDS.usable).length,
  unusable: rows.filter(HOLDS.unusable).length,
});

/** The rows of a choice whose symbol begins with, or whose name holds, what is searched for. */
export function chosen<Row extends Shown>(rows: readonly Row[], choice: Choice, search: string): readonly Row[] {
  const wanted = search.trim().toLowerCase();
  return rows.filter(
    (row) =>
      HOLDS[choice](row) &&
      (wanted === '' || row.symbol.toLowerCase().startsWith(wanted) || (row.name ?? '').toLowerCase().includes(wanted)),
  );
}

/** What comes first unless the reader sorts otherwise: signals, then what is usable, each the strongest first. */
export const urgency = (row: Shown): number =>
  (isSignal(row) ? 4 : row.usable ? 2 : 0) + Math.min(1, row.signalStrength ?? 0);
