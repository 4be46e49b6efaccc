import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { isoDateOf } from '../../dates.ts';
import { dayOfMonth, month } from '../format/dates.ts';
import type { Cursor } from './chart_frame.tsx';
import { colour, isDark } from './colours.ts';

export type Line = {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** A colour of the style sheet. */
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Fills down to zero. */
  readonly filled?: boolean;
  /** Points without a line, each with a colour of its own. */
  readonly pointColours?: readonly (string | undefined)[];
};

type Props = {
  /** Seconds since the epoch, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly cursor: Cursor;
  readonly height?: number;
  readonly format: (value: number) => string;
  readonly range?: readonly [number, number];
};

/** Lines over time on a canvas. What is under the cursor is said by the frame around it. */
export default function LineChart({ times, lines, cursor, height = 200, format, range }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot(
      options(lines, element.clientWidth, height, format, range, cursor),
      dataOf(times, lines),
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [times, lines, height]);

  useSignalEffect(() => {
    void isDark.value;
    plot.current?.redraw(false);
  });
  useSignalEffect(() => {
    const at = cursor.value;
    const made = plot.current;
    if (!made || at === undefined || made.cursor.idx === at || times[at] === undefined) return;
    made.setCursor({ left: made.valToPos(times[at], 'x'), top: -10 });
  });
  return <div class="canvas" ref={place} aria-hidden="true" />;
}

const dataOf = (times: readonly number[], lines: readonly Line[]): uPlot.AlignedData => [
  [...times],
  ...lines.map(({ values }) => [...values]),
];

function options(
  lines: readonly Line[],
  width: number,
  height: number,
  format: (value: number) => string,
  range: readonly [number, number] | undefined,
  cursor: Cursor,
): uPlot.Options {
  const axis = {
    stroke: () => colour('soft'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: () => colour('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: true }, y: range ? { range: [range[0], range[1]] } : {} },
    axes: [
      { ...axis, space: 70, size: 24, values: (_, ticks) => datesOf(ticks) },
      { ...axis, size: 56, space: 32, values: (_, ticks) => ticks.map((tick) => format(tick)) },
    ],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    series: [{}, ...lines.map(seriesOf)],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left } }) => {
          if (typeof idx === 'number' && left !== undefined && left >= 0) cursor.value = idx;
        },
      ],
    },
  };
}

/** Days where they are close together, months where they are far apart. */
function datesOf(ticks: readonly number[]): string[] {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  return ticks.map((seconds) =>
    step >= 27 * 86_400 ? month(isoDateOf(seconds / 86_400)) : dayOfMonth(isoDateOf(seconds / 86_400)),
  );
}

function seriesOf({ label, colour: name, width = 1.5, dash, filled, pointColours }: Line): uPlot.Series {
  if (pointColours) {
    return {
      label,
      stroke: () => colour(name),
      width: 0,
      paths: () => null,
      // Each point in its own colour: uPlot's own points have one for all.
      points: { show: (u, index) => drawPoints(u, index, pointColours) },
    };
  }
  return {
    label,
    stroke: () => colour(name),
    width,
    dash: dash ? [...dash] : undefined,
    fill: filled ? () => colour(name, 0.16) : undefined,
    points: { show: false },
    spanGaps: true,
  };
}

function drawPoints(u: uPlot, index: number, colours: readonly (string | undefined)[]): boolean {
  const { ctx } = u;
  const values = u.data[index];
  ctx.save();
  const radius = 2.6 * devicePixelRatio;
  for (const [i, time] of u.data[0].entries()) {
    const value = values[i];
    const name = colours[i];
    if (value === null || value === undefined || name === undefined) continue;
    ctx.fillStyle = colour(name);
    ctx.beginPath();
    ctx.arc(u.valToPos(time, 'x', true), u.valToPos(value, 'y', true), radius, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
  return false;
}
