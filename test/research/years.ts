import { aucByStock, type MeanAuc, meanAuc } from './auc_over_stocks.ts';
import { meanOverWorlds, WORLDS } from './folder/expected.ts';
import { correctedAuc, type Estimate, expectedTogether } from './folder/figures.ts';
import type { Window } from './window.ts';
import type { JudgedWindow } from './windows.ts';

/** Years that designs were compared on; what happens in them is no result. */
export const DESIGN_YEARS = [2008, 2009, 2010];
/** Years that nothing was chosen on. */
export const TEST_YEARS = [2011, 2012, 2013, 2014, 2015, 2016, 2017];

const FOLDS = 3;
/** Networks are slow to score: fewer than of the declared trees. */
export const STOCKS_PER_WORLD = 2;

/** A mean ROC-AUC, and what it is worth: less what the same models reach where there is nothing to know. */
export type Worth = { readonly raw: MeanAuc; readonly corrected: Estimate };

export type YearlyResult = Worth & {
  readonly name: string;
  /** Means over the stocks, by year. */
  readonly byYear: readonly { readonly raw: number; readonly corrected: number }[];
  readonly seconds: number;
};

/** One model per year, judged on the year, stock by stock. */
export const yearWindow = (year: number): Window => ({
  name: String(year),
  from: `${year}-01-01`,
  until: `${year + 1}-01-01`,
  folds: FOLDS,
  worlds: WORLDS,
  stocksPerWorld: STOCKS_PER_WORLD,
});

/** Every forecast over all years and year by year. */
export function yearly(years: readonly JudgedWindow[], seed: number): YearlyResult[] {
  return years[0].forecasts.map(({ name, place }, i) => {
    const found = years.map(({ forecasts, reached }) => {
      const aucs = aucByStock(forecasts[i].judged).map(({ auc }) => auc);
      const raw = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
      return { raw, expected: meanOverWorlds(reached, place), stocks: aucs.length };
    });
    const raw = meanAuc(
      years.map(({ forecasts }) => forecasts[i].judged),
      seed,
    );
    return {
      name,
      raw,
      corrected: corrected(raw, expectedTogether(found)),
      byYear: found.map(({ raw, expected }) => ({ raw, corrected: raw - expected.mean + 0.5 })),
      seconds: years.reduce((sum, { forecasts }) => sum + forecasts[i].seconds, 0),
    };
  });
}

/** @throws RangeError where no mirrored market had both classes */
export function corrected(raw: Estimate, expected: Parameters<typeof correctedAuc>[1]): Estimate {
  const found = correctedAuc(raw, expected);
  if (!found) throw new RangeError(`nothing is known of what ${JSON.stringify(raw)} is worth`);
  return found;
}
