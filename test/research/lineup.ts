import { alone, type Forecaster, pooled } from './forecasters.ts';

/** A forecast that is the mean of those of other forecasters. */
export type Combination = { readonly name: string; readonly members: readonly string[] };

/**
 * The forecast that is measured as ours, written down before any test year of the yearly windows was looked at: all four
 * pooled models, each with one vote. Equal weights, because weights fitted on a few years of validation are noise
 * (Timmermann 2006, Forecast combinations, in: Handbook of Economic Forecasting 1, ch. 4).
 */
export const HEADLINE = 'mean of the four pooled models';

export const POOLED_TREES = 'mean of the two pooled trees';
export const OWN_TREES = 'trees, own model';
export const REVERSAL = 'no model: last seven sessions turned round';

const POOLED = {
  treesOwn: 'trees, pooled, own prices',
  treesMarket: 'trees, pooled, with the market',
  networkOwn: 'dense network, pooled, own prices',
  networkMarket: 'dense network, pooled, with the market',
};

export const COMBINATIONS: readonly Combination[] = [
  { name: POOLED_TREES, members: [POOLED.treesOwn, POOLED.treesMarket] },
  { name: 'mean of the two pooled networks', members: [POOLED.networkOwn, POOLED.networkMarket] },
  { name: 'mean of trees and network, own prices', members: [POOLED.treesOwn, POOLED.networkOwn] },
  { name: HEADLINE, members: Object.values(POOLED) },
];

/** Epochs are enough for networks that see thirty instruments in each. */
const POOLED_EPOCHS = 20;

/**
 * A recurrent network looks back on consecutive sessions of one instrument, and rows of a pool are in the order of dates:
 * there is no pooled one. Its own models are the slowest by far; here one configuration is tried, on two folds, for ten
 * epochs.
 */
const SHORT_RECURRENT = { grid: [{ dropout: 0.3, weight_decay: 0.1 }], maxRounds: 10, folds: 2 };

const TREES = 'xgboost_classifier';

export const POOLED_FORECASTERS: readonly Forecaster[] = [
  pooled(POOLED.treesOwn, TREES, { columns: 'own', grid: 'pooled' }),
  pooled(POOLED.treesMarket, TREES, { columns: 'market', grid: 'pooled' }),
  pooled(POOLED.networkOwn, 'tfjs_mlp', { columns: 'own', grid: 'pooled', maxRounds: POOLED_EPOCHS }),
  pooled(POOLED.networkMarket, 'tfjs_mlp', { columns: 'market', grid: 'pooled', maxRounds: POOLED_EPOCHS }),
];

export const TREES_ALONE: Forecaster = alone(OWN_TREES, TREES, { columns: 'all' });

export const NETWORKS_ALONE: readonly Forecaster[] = [
  alone('dense network, own model', 'tfjs_mlp', { columns: 'all' }),
  alone('recurrent network, own model', 'tfjs_gru', { columns: 'all', ...SHORT_RECURRENT }),
];

const ALL = [TREES_ALONE, ...NETWORKS_ALONE, ...POOLED_FORECASTERS];

export function forecasterNamed(name: string): Forecaster {
  const found = ALL.find((one) => one.name === name);
  if (!found) throw new RangeError(`no forecaster is called "${name}"`);
  return found;
}

/** The combinations of what is there. */
export const combinationsOf = (names: readonly string[]): readonly Combination[] =>
  COMBINATIONS.filter(({ members }) => members.every((member) => names.includes(member)));
