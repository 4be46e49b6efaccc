/** What the API says of a backtest, without what it lacks. */

type Months = readonly { readonly month: string | null; readonly return: number | null }[];

/** The returns of months, in their order. */
export const monthsOf = (months: Months | null | undefined): { month: string; value: number }[] =>
  (months ?? [])
    .flatMap(({ month, return: value }) => (month === null || value === null ? [] : [{ month, value }]))
    .sort((a, b) => (a.month < b.month ? -1 : 1));

type Entry = { readonly entryDate: string | null; readonly exitDate: string | null };

/** The trades whose dates are known. */
export const tradesOf = <Trade extends Entry>(trades: readonly Trade[] | null | undefined): (Trade & Dated)[] =>
  (trades ?? []).filter((trade): trade is Trade & Dated => trade.entryDate !== null && trade.exitDate !== null);

type Dated = { readonly entryDate: string; readonly exitDate: string };
