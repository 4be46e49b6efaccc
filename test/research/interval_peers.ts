import { fileURLToPath } from 'node:url';
import type { StartingPoint } from '../../src/learn/intervals/starting_point.ts';
import { type Figures, type Measurement, rounded } from '../support/measure.ts';
import { SHARED } from '../support/shared.ts';
import { contextOf } from './folder/context.ts';
import { type Estimate, estimateOf, type Ratio, together, type YearFigures } from './folder/figures.ts';
import { rowsOfYear } from './folder/forecasts.ts';
import { growthLosses } from './folder/growth.ts';
import { INTERVALS, intervalFigures, regressionLosses } from './folder/interval_figures.ts';
import { readFolder } from './folder/read_folder.ts';
import { variancePanel } from './folder/regression.ts';
import { rowsOf } from './folder/rows.ts';
import { told } from './folder/table.ts';
import { startingPointOf } from './interval_prior.ts';
import { membersOf } from './price_sets.ts';

/**
 * The product's intervals beside the plain regression of log volatility and the other peers, on the same rows, as
 * `npm run research -- <folder>` has them, and nothing else of it. What intervals start from was worked out on us150 up to
 * 2012, so there, and in years before 2013, they are given what they would have started from before the year instead.
 */
export const intervalPeers: Measurement = {
  name: 'peers',
  description: 'intervals of the growth beside a plain regression of log volatility, on a price set, by year',
  flags: { set: 'us150', from: '2006', to: '2012', prior: 'past' },
  async run(seed, say, { set, from, to, prior }) {
    const years = Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
    const folder = (name: string) => fileURLToPath(new URL(`data/${name}`, SHARED));
    const stocks = await readFolder(folder(set), say);
    const indices = await readFolder(folder('index'), say, { needsVolume: false });
    const context = contextOf(stocks, indices, `${years[0]}-01-01`, say);
    const rows = rowsOf(stocks, `${to}-12-31`);
    const variances = variancePanel(stocks, rows);
    const startOf = startingPoints(prior);
    const found = years.map((year) => {
      const own = rowsOfYear(stocks, rows, year);
      const start = startOf(year);
      const growth = own.byStock.map((stock) => growthLosses({ ...stock, prior: start }, context));
      const regression = regressionLosses({ rows, variances }, own);
      const figures = new Map(intervalFigures(rows, own, { growth, regression }, seed + year));
      say(`${year}: ${lineOf([figures])}`);
      return figures;
    });
    say(`all: ${lineOf(found)}`);
    return figuresOf(found);
  },
};

/** Of the years before a year, or what the product starts from. */
function startingPoints(prior: string): (year: number) => StartingPoint | undefined {
  if (prior === 'product') return () => undefined;
  const members = membersOf('us150');
  return (year) => startingPointOf(members, `${year - 1}-12-31`);
}

type Years = readonly ReadonlyMap<string, YearFigures>[];

const estimate = (years: Years, name: string, pick: keyof YearFigures): Estimate | null => {
  const ratios = years.flatMap((year): Ratio[] => {
    const one = year.get(name)?.[pick];
    return one && 'drawnOver' in one ? [one] : [];
  });
  return estimateOf(together(ratios));
};

const [DECLARED, , , PEER] = INTERVALS;

function lineOf(years: Years): string {
  const to = (name: string, pick: keyof YearFigures, digits = 4) => told(estimate(years, name, pick), digits);
  return [
    `product ${to(DECLARED, 'toNormal')} of the normal, ${to(DECLARED, 'toUnconditional')} of the past`,
    `regression ${to(PEER, 'toNormal')}, ${to(PEER, 'toUnconditional')}`,
    `product over regression ${to(DECLARED, 'toRegression')}`,
    `coverage ${to(DECLARED, 'inside', 3)}, ${to(PEER, 'inside', 3)}`,
  ].join('; ');
}

function figuresOf(years: Years): Figures {
  const value = (name: string, pick: keyof YearFigures) => rounded(estimate(years, name, pick)?.value ?? Number.NaN, 4);
  const ratio = estimate(years, DECLARED, 'toRegression');
  return {
    productOverRegression: rounded(ratio?.value ?? Number.NaN, 4),
    lower: rounded(ratio?.lower ?? Number.NaN, 4),
    upper: rounded(ratio?.upper ?? Number.NaN, 4),
    productToNormal: value(DECLARED, 'toNormal'),
    regressionToNormal: value(PEER, 'toNormal'),
  };
}
