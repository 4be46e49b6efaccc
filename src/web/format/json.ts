/** Columns of JSON, read with doubt: what is not as it should be is left out. */

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** `{"2020-01": 0.01, …}` by month. */
export const monthsOf = (value: unknown): readonly { readonly month: string; readonly value: number }[] =>
  Object.entries(record(value))
    .flatMap(([month, share]) => (typeof share === 'number' ? [{ month, value: share }] : []))
    .sort((a, b) => (a.month < b.month ? -1 : 1));

export type Trade = {
  readonly entryDate: string;
  readonly exitDate: string;
  readonly entryPrice: number | null;
  readonly exitPrice: number | null;
  readonly gain: number | null;
  readonly profit: number | null;
  readonly direction: string;
  readonly sessions: number | null;
  readonly probability: number | null;
  readonly symbol: string | null;
};

/** The trades of a backtest. */
export const tradesOf = (value: unknown): readonly Trade[] =>
  list(value).flatMap((one) => {
    const trade = record(one);
    const [entryDate, exitDate] = [text(trade.entryDate), text(trade.exitDate)];
    if (entryDate === null || exitDate === null) return [];
    return [
      {
        entryDate,
        exitDate,
        entryPrice: number(trade.entryPrice),
        exitPrice: number(trade.exitPrice),
        gain: number(trade.return),
        profit: number(trade.profit),
        direction: text(trade.direction) ?? 'long',
        sessions: number(trade.sessions),
        probability: number(trade.probability),
        symbol: text(trade.symbol),
      },
    ];
  });
