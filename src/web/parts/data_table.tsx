import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { counted } from '../format/numbers.ts';
import { TableFrame } from './table_frame.tsx';

export type Column<Row> = {
  readonly key: string;
  readonly title: string;
  /** What the column is, where its title does not say it all. */
  readonly hint?: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** What it is sorted by; a column without is not sorted. Unknown values come last both ways. */
  readonly by?: (row: Row) => number | string | null | undefined;
  /** Sorted by the server: rows come in their order. */
  readonly sorts?: boolean;
  /** Numbers stand to the right. */
  readonly number?: boolean;
  /** Left out where the screen is narrow. */
  readonly wide?: boolean;
  readonly className?: string;
};

type Props<Row> = {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly sort?: { readonly by: string; readonly down: boolean };
  readonly onSort?: (by: string, down: boolean) => void;
  readonly rowClass?: (row: Row) => string | undefined;
  /** The first column names the row. */
  readonly headed?: boolean;
  /** Long tables beside a chart scroll by themselves. */
  readonly scrolls?: boolean;
  /** What is shown is not yet what was asked for. */
  readonly isBehind?: boolean;
};

/** Rows that are drawn at once; the others follow when the first are painted, and then as the reader asks. */
const FIRST = 60;
const MORE = 500;

export function DataTable<Row>(props: Props<Row>) {
  const {
    caption,
    columns,
    rows,
    keyOf,
    sort,
    onSort,
    rowClass,
    headed = true,
    scrolls = false,
    isBehind = false,
  } = props;
  const shown = useSignal(FIRST);
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (shown.peek() === FIRST && rows.length > FIRST)
      requestAnimationFrame(() => setTimeout(() => (shown.value = MORE)));
  }, [rows.length > FIRST]);
  const sorted = sort ? inOrder(rows, columns.find(({ key }) => key === sort.by)?.by, sort.down) : rows;
  const visible = sorted.slice(0, shown.value);
  return (
    <TableFrame caption={caption} scrolls={scrolls} isBehind={isBehind}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={(event) => walk(event, body.current)}>
          {visible.map((row) => (
            <tr key={keyOf(row)} class={rowClass?.(row)}>
              {columns.map((column, i) => {
                const classes = classOf(column);
                return headed && i === 0 ? (
                  <th scope="row" class={classes} key={column.key}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td class={classes} key={column.key}>
                    {column.cell(row)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MORE && visible.length < rows.length && (
        <p class="more">
          <button type="button" onClick={() => (shown.value += MORE)}>
            Show {counted(Math.min(MORE, rows.length - visible.length), 'more row', 'more rows')} of{' '}
            {counted(rows.length, 'row')}
          </button>
        </p>
      )}
    </TableFrame>
  );
}

const classOf = <Row,>({ number, wide, className }: Column<Row>): string =>
  [number && 'number', wide && 'wide', className].filter(Boolean).join(' ');

type HeadingProps<Row> = Pick<Props<Row>, 'sort' | 'onSort'> & { readonly column: Column<Row> };

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const { key, title, hint, by } = column;
  const sorts = (by !== undefined || column.sorts === true) && onSort !== undefined;
  const active = sorts && sort?.by === key;
  const order = active ? (sort.down ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" class={classOf(column)} aria-sort={order} title={hint}>
      {sorts ? (
        <button type="button" class="sort" onClick={() => onSort(key, active ? !sort.down : column.number === true)}>
          {title}
          <span class="arrow" aria-hidden="true">
            {active ? (sort.down ? '↓' : '↑') : ''}
          </span>
        </button>
      ) : (
        title
      )}
    </th>
  );
}

function inOrder<Row>(rows: readonly Row[], by: Column<Row>['by'], down: boolean): readonly Row[] {
  if (!by) return rows;
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === y) return 0;
    if (x === null || x === undefined) return 1;
    if (y === null || y === undefined) return -1;
    return x < y ? -sign : sign;
  });
}

/** Arrow keys go from the link of a row to that of the next. */
function walk(event: KeyboardEvent, body: HTMLTableSectionElement | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLAnchorElement) || !body) return;
  const links = [...body.querySelectorAll<HTMLAnchorElement>('th[scope=row] a')];
  const next = links[links.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
