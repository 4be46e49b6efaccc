import type { ComponentChildren } from 'preact';
import type { Column } from '../parts/data_table.tsx';
import { ChartFrame } from './chart_frame.tsx';

type Props<Row> = {
  readonly title: string;
  readonly note?: ComponentChildren;
  readonly rows: readonly Row[];
  readonly name: (row: Row) => string;
  readonly value: (row: Row) => number;
  readonly text: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly spoken: (row: Row) => string;
};

/** Named amounts as bars from a common zero, to both sides of it where some are below. */
export function Bars<Row>({ title, note, rows, name, value, text, columns, spoken }: Props<Row>) {
  const largest = Math.max(1e-12, ...rows.map((row) => Math.abs(value(row))));
  const both = rows.some((row) => value(row) < 0);
  return (
    <ChartFrame fromFirst title={title} note={note} rows={rows} keyOf={name} columns={columns} spoken={spoken}>
      {(cursor) => (
        <div class="bars" aria-hidden="true">
          {rows.map((row, i) => {
            const share = (Math.abs(value(row)) / largest) * (both ? 50 : 100);
            const left = both ? (value(row) < 0 ? 50 - share : 50) : 0;
            return (
              <div class={`bar-row ${cursor.value === i ? 'bar-at' : ''}`} key={name(row)} data-at={i}>
                <span class="bar-name">{name(row)}</span>
                <span class="bar-track">
                  {both && <span class="bar-zero" />}
                  <span
                    class={`bar ${both ? (value(row) < 0 ? 'bar-down' : 'bar-up') : 'bar-plain'}`}
                    style={{ left: `${left}%`, width: `${Math.max(0.4, share)}%` }}
                  />
                </span>
                <span class="bar-text">{text(row)}</span>
              </div>
            );
          })}
        </div>
      )}
    </ChartFrame>
  );
}
