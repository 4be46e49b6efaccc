import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { count } from '../format/numbers.ts';
import { type Column, DataTable } from '../parts/data_table.tsx';

/** The place of the row that is looked at; undefined while none is. */
export type Cursor = Signal<number | undefined>;

type Props<Row> = {
  readonly title: string;
  readonly note?: ComponentChildren;
  /** What is drawn, from left to right. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** The same as a table. */
  readonly columns: readonly Column<Row>[];
  /** One point in words: under the chart, and for who hears it. */
  readonly spoken: (row: Row) => string;
  readonly legend?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly onChoose?: (row: Row) => void;
  readonly chooses?: string;
  readonly className?: string;
  /** What is first is the most important, and not what is newest. */
  readonly fromFirst?: boolean;
  readonly children: (cursor: Cursor) => ComponentChildren;
};

/**
 * What all charts have in common: a title, a cursor that the arrow keys move and a screen reader hears, the point under
 * it in words, and the numbers as a table.
 */
export function ChartFrame<Row>(props: Props<Row>) {
  const {
    title,
    note,
    rows,
    keyOf,
    columns,
    spoken,
    legend,
    tools,
    onChoose,
    chooses,
    className,
    fromFirst,
    children,
  } = props;
  const cursor = useSignal<number | undefined>(undefined);
  const asTable = useSignal(false);
  useEffect(() => {
    if (cursor.value !== undefined && cursor.value >= rows.length) cursor.value = undefined;
  }, [rows.length]);
  const last = rows.length - 1;
  const at = Math.min(cursor.value ?? (fromFirst ? 0 : last), last);
  const row = rows[at];

  const move = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step !== undefined) {
      cursor.value = Math.max(0, Math.min(last, at + step * (event.shiftKey ? 10 : 1)));
    } else if (event.key === 'Home') cursor.value = 0;
    else if (event.key === 'End') cursor.value = last;
    else if (event.key === 'Enter' && row !== undefined) onChoose?.(row);
    else return;
    event.preventDefault();
  };

  /** What is drawn as elements says by `data-at` which row each is of. */
  const hover = ({ target }: PointerEvent): void => {
    const place = target instanceof Element ? target.closest<HTMLElement>('[data-at]')?.dataset.at : undefined;
    if (place !== undefined) cursor.value = Number(place);
  };

  return (
    <figure class={`chart ${className ?? ''}`}>
      <figcaption class="chart-head">
        <h3>{title}</h3>
        {legend && <span class="legend">{legend}</span>}
        <span class="chart-tools">
          {tools}
          <button
            type="button"
            class="quiet"
            aria-pressed={asTable.value}
            onClick={() => (asTable.value = !asTable.value)}
          >
            {asTable.value ? 'Chart' : 'Table'}
            <span class="unseen"> of {title}</span>
          </button>
        </span>
      </figcaption>
      {note && <p class="chart-note">{note}</p>}
      {asTable.value ? (
        <div class="chart-table">
          <DataTable
            scrolls
            caption={title}
            columns={columns}
            rows={fromFirst ? rows : rows.toReversed()}
            keyOf={keyOf}
          />
        </div>
      ) : row === undefined ? (
        <p class="chart-empty">There is nothing to draw yet.</p>
      ) : (
        <>
          <div
            class="chart-body"
            role="slider"
            tabIndex={0}
            aria-label={`${title}: ${count(rows.length)} points, arrow keys move${chooses ? `, Enter ${chooses}` : ''}`}
            aria-valuemin={0}
            aria-valuemax={last}
            aria-valuenow={at}
            aria-valuetext={spoken(row)}
            onKeyDown={move}
            onPointerMove={hover}
            onClick={() => cursor.peek() !== undefined && onChoose?.(row)}
          >
            {children(cursor)}
          </div>
          <p class="readout" aria-hidden="true">
            {spoken(row)}
          </p>
        </>
      )}
    </figure>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20 };
