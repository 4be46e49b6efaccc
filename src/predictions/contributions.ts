const LISTED = 10;

/** What one feature adds to the log-odds of one prediction. */
export type Contribution = { readonly feature: string; readonly value: number | null; readonly contribution: number };

/**
 * The ten that weigh most, either way; features that add nothing are no explanation.
 * @param values of the row, null in the result where they are not known
 * @param contributions of the row; a bias behind those of the features is passed over
 */
export function topContributions(
  names: readonly string[],
  values: ArrayLike<number>,
  contributions: ArrayLike<number>,
): Contribution[] {
  return names
    .map((feature, j) => ({
      feature,
      value: Number.isNaN(values[j]) ? null : values[j],
      contribution: contributions[j],
    }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, LISTED);
}

/** Gain by feature, the largest first, without features that no tree splits on. */
export function importanceByFeature(names: readonly string[], gains: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(
    names
      .map((name, j): [string, number] => [name, gains[j]])
      .filter(([, gain]) => gain > 0)
      .sort((a, b) => b[1] - a[1]),
  );
}
