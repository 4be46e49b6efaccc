/** Named figures: a median, several quantiles of one quantity, or a word on what they were measured on. */
export type Figures = Record<string, number | string | Readonly<Record<string, number>>>;

export type Measurement = {
  readonly name: string;
  readonly description: string;
  run(seed: number, say: (text: string) => void): Promise<Figures>;
};

/** The q-quantile (type 7) of unsorted values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const rest = at - low;
  return sorted[low] + rest * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
