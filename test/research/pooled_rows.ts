import { column, createMatrix, type Matrix } from '../../src/matrix.ts';
import type { InstrumentRows } from './dow_rows.ts';

/** Rows of many instruments in the order of their dates, then of the instruments. */
export type Pool = Omit<InstrumentRows, 'symbol'> & {
  /** Whose row it is, and which of its rows. */
  readonly instrument: Int32Array;
  readonly row: Int32Array;
};

/** One pool of the given columns. */
export function poolOf(instruments: readonly InstrumentRows[], columns: readonly number[]): Pool {
  const order = instruments
    .flatMap(({ dates }, instrument) => dates.map((date, row) => ({ date, instrument, row })))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.instrument - b.instrument));
  const features: Matrix = createMatrix(order.length, columns.length);
  columns.forEach((j, to) => {
    const out = column(features, to);
    const from = instruments.map((one) => column(one.features, j));
    order.forEach(({ instrument, row }, i) => {
      out[i] = from[instrument][row];
    });
  });
  return {
    dates: order.map(({ date }) => date),
    labelEnds: order.map(({ instrument, row }) => instruments[instrument].labelEnds[row]),
    labels: Uint8Array.from(order, ({ instrument, row }) => instruments[instrument].labels[row]),
    features,
    instrument: Int32Array.from(order, ({ instrument }) => instrument),
    row: Int32Array.from(order, ({ row }) => row),
  };
}
