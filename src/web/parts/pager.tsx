import { count } from '../format/numbers.ts';
import { setQuery } from './router.ts';

/** Rows that are read at a time of a list that the server sorts and filters. */
export const PAGE_ROWS = 100;

/** Which page the address asks for, the first 1. */
export function pageOf(query: URLSearchParams): number {
  const asked = Number(query.get('page') ?? 1);
  return Number.isSafeInteger(asked) && asked > 0 && asked < 1_000_000 ? asked : 1;
}

/** How the server is asked for it. */
export const spanOf = (page: number, rows = PAGE_ROWS): { readonly first: number; readonly offset: number } => ({
  first: rows,
  offset: (page - 1) * rows,
});

type Props = {
  readonly page: number;
  readonly total: number;
  readonly rows?: number;
  /** What there are many of: "instruments". */
  readonly what: string;
};

/** Goes from page to page; nothing where one is all. */
export function Pager({ page, total, rows = PAGE_ROWS, what }: Props) {
  const last = Math.max(1, Math.ceil(total / rows));
  if (last === 1 && page === 1) return null;
  const turn = (to: number): void => {
    setQuery({ page: to === 1 ? undefined : String(to) });
    scrollTo(0, 0);
  };
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      <button type="button" disabled={page <= 1} onClick={() => turn(Math.min(page - 1, last))}>
        Previous
      </button>
      <span role="status">
        {page > last
          ? `There is no page ${count(page)}.`
          : `${count((page - 1) * rows + 1)} to ${count(Math.min(total, page * rows))} of ${count(total)} ${what}`}
      </span>
      <button type="button" disabled={page >= last} onClick={() => turn(page + 1)}>
        Next
      </button>
    </nav>
  );
}
