/** Named figures: a median, several quantiles of one quantity, or a word on what they were measured on. */
export type Figures = Record<string, number | string | Readonly<Record<string, number>>>;

export type Measurement = {
  readonly name: string;
  readonly description: string;
  /** What its command line may set, each with its default. */
  readonly flags?: Readonly<Record<string, string>>;
  /** @param flags a value for each of them */
  run(seed: number, say: (text: string) => void, flags: Readonly<Record<string, string>>): Promise<Figures>;
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
