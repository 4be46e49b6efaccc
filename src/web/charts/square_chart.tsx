import type { ComponentChildren } from 'preact';
import { percent } from '../format/numbers.ts';
import type { Column } from '../parts/data_table.tsx';
import { ChartFrame } from './chart_frame.tsx';

type Props<Row> = {
  readonly title: string;
  readonly note?: ComponentChildren;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  readonly x: (row: Row) => number;
  readonly y: (row: Row) => number;
  readonly spread?: (row: Row) => readonly [number | null, number | null];
  readonly xTitle: string;
  readonly yTitle: string;
  /** What nothing would have: the diagonal, or a height. */
  readonly nothing: 'diagonal' | number;
  readonly spoken: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly line?: boolean;
};

const SIZE = 200;
const at = (share: number): number => Math.max(0, Math.min(1, share)) * SIZE;

/** Two shares against each other, both from 0 to 1: curves of a classifier, and calibration. */
export function SquareChart<Row>(props: Props<Row>) {
  const { title, note, rows, keyOf, x, y, spread, xTitle, yTitle, nothing, spoken, columns, line = true } = props;
  const points = rows.map((row) => `${at(x(row)).toFixed(1)},${(SIZE - at(y(row))).toFixed(1)}`).join(' ');
  return (
    <ChartFrame title={title} note={note} rows={rows} keyOf={keyOf} columns={columns} spoken={spoken}>
      {(cursor) => {
        const row = rows[cursor.value ?? -1];
        return (
          <svg class="square" viewBox={`-34 -18 ${SIZE + 46} ${SIZE + 52}`} aria-hidden="true">
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <g key={share}>
                <line class="grid" x1={at(share)} x2={at(share)} y1="0" y2={SIZE} />
                <line class="grid" x1="0" x2={SIZE} y1={at(share)} y2={at(share)} />
                <text x={at(share)} y={SIZE + 12} text-anchor="middle">
                  {percent(share, 0)}
                </text>
                <text x="-4" y={SIZE - at(share) + 3} text-anchor="end">
                  {percent(share, 0)}
                </text>
              </g>
            ))}
            <text x={SIZE / 2} y={SIZE + 27} text-anchor="middle" class="axis-title">
              {xTitle}
            </text>
            <text x="0" y="-7" class="axis-title">
              {yTitle}
            </text>
            {nothing === 'diagonal' ? (
              <line class="nothing" x1="0" y1={SIZE} x2={SIZE} y2="0" />
            ) : (
              <line class="nothing" x1="0" y1={SIZE - at(nothing)} x2={SIZE} y2={SIZE - at(nothing)} />
            )}
            {spread &&
              rows.map((one) => {
                const [low, high] = spread(one);
                if (low === null || high === null) return null;
                return (
                  <line
                    key={keyOf(one)}
                    class="spread"
                    x1={at(x(one))}
                    x2={at(x(one))}
                    y1={SIZE - at(low)}
                    y2={SIZE - at(high)}
                  />
                );
              })}
            {line && <polyline class="curve" points={points} />}
            {rows.map((one, i) => (
              <circle
                key={keyOf(one)}
                data-at={i}
                class={line ? 'hit' : 'dot-mark'}
                cx={at(x(one))}
                cy={SIZE - at(y(one))}
                r={line ? 4 : 3}
              />
            ))}
            {row !== undefined && <circle class="dot-at" cx={at(x(row))} cy={SIZE - at(y(row))} r="4.5" />}
          </svg>
        );
      }}
    </ChartFrame>
  );
}
