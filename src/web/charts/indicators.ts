import { mean } from '../../features/kernels/core/statistics.ts';
import { rolling } from '../../features/kernels/core/windows.ts';
import { bollingerBands } from '../../features/kernels/indicators/bollinger.ts';

/** A line over the candles; NaN where there are too few of them before. */
export type Indicator = { readonly label: string; readonly colour: string; readonly values: Float64Array };

type Choice = {
  readonly name: string;
  readonly label: string;
  readonly colour: string;
  readonly lines: (close: Float64Array) => readonly Float64Array[];
};

const average =
  (sessions: number) =>
  (close: Float64Array): readonly Float64Array[] => [rolling(close, sessions, mean)];

/** What may be drawn over the candles, by the kernels that features are made with. */
export const INDICATORS: readonly Choice[] = [
  { name: 'sma20', label: 'Mean of 20', colour: 'line-1', lines: average(20) },
  { name: 'sma50', label: 'Mean of 50', colour: 'line-2', lines: average(50) },
  { name: 'sma200', label: 'Mean of 200', colour: 'line-3', lines: average(200) },
  {
    name: 'bands',
    label: 'Bollinger bands of 20',
    colour: 'soft',
    lines: (close) => {
      const { upper, lower } = bollingerBands(close, 20);
      return [upper, lower];
    },
  },
];

export const indicatorsOf = (close: Float64Array, names: readonly string[]): readonly Indicator[] =>
  INDICATORS.filter(({ name }) => names.includes(name)).flatMap(({ label, colour, lines }) =>
    lines(close).map((values) => ({ label, colour, values })),
  );
