import { type Ratio, resampledYear, summedByDay, type YearFigures } from './figures.ts';
import { type Material, spread, type YearRows } from './forecasts.ts';
import { addLoss, GROWTH_INTERVALS, type GrowthLosses, noLosses, SHARES } from './growth.ts';
import { volatilityRegression } from './regression.ts';
import type { Rows } from './rows.ts';

/** What the declared intervals have to be better than. */
export const REGRESSION = 'plain regression of log volatility';

/** The declared one first. */
export const INTERVALS = [...GROWTH_INTERVALS, REGRESSION] as const;

/** What the regression loses, fitted on rows whose label ended before the year; by stock, on its judged rows. */
export function regressionLosses(
  { rows, variances }: Pick<Material, 'rows' | 'variances'>,
  { days, judged, byStock }: YearRows,
): GrowthLosses[] {
  const said = volatilityRegression(variances, rows, days[0], SHARES);
  return byStock.map(({ at }) => {
    const losses = noLosses(at.length);
    at.forEach((place, i) => {
      const quantiles = said(judged[place]);
      if (quantiles) addLoss(losses, i, quantiles, Math.log(rows.growth[judged[place]]));
    });
    return losses;
  });
}

/** Losses of each stock of a year: of the intervals that look at one instrument alone, and of the regression. */
export type YearLosses = {
  readonly growth: readonly (readonly GrowthLosses[])[];
  readonly regression: readonly GrowthLosses[];
};

/** What each kind of interval was worth in a year, each ratio on the rows of which both have said something. */
export function intervalFigures(
  rows: Pick<Rows, 'day'>,
  { days, judged, byStock }: YearRows,
  { growth, regression }: YearLosses,
  seed: number,
): [string, YearFigures][] {
  const count = days[1] - days[0];
  const figures = resampledYear(count, seed);
  const dayOf = judged.map((row) => rows.day[row] - days[0]);
  const ratio = (over: Float64Array, under: Float64Array): Ratio =>
    figures.daily(
      summedByDay(
        dayOf,
        count,
        (place) => over[place],
        (place) => under[place],
      ),
    );
  const all = INTERVALS.map((_, kind) => {
    const of = (pick: keyof GrowthLosses) =>
      spread(byStock, judged.length, (_, stock) => (growth[stock][kind] ?? regression[stock])[pick]);
    return { pinball: of('pinball'), inside: of('inside') };
  });
  const ones = new Float64Array(judged.length).fill(1);
  const [, normal, past, peer] = all;
  return INTERVALS.map((name, kind) => [
    name,
    {
      toNormal: ratio(all[kind].pinball, normal.pinball),
      toUnconditional: ratio(all[kind].pinball, past.pinball),
      toRegression: ratio(all[kind].pinball, peer.pinball),
      inside: ratio(all[kind].inside, ones),
    },
  ]);
}
