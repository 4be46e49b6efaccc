import type { Matrix } from '../../matrix.ts';
import type { ModelFamily, Params } from '../family.ts';
import { UntrainableError } from '../rows/untrainable.ts';
import { inPhases } from './phases.ts';
import { DEEP, SHALLOW } from './recipe.ts';

/** What begins so is of the trees that know the market, in place of what the others have. */
const OF_MARKET = 'market_';

/** The declared trees of a direction as one configuration: shallow ones on own prices, deep ones that know the market. */
export const DIRECTION = {
  ...SHALLOW,
  [`${OF_MARKET}max_depth` as const]: DEEP.max_depth,
  [`${OF_MARKET}min_child_weight` as const]: DEEP.min_child_weight,
};

/** What a mean of both trees is made of. */
export type DirectionRows = {
  /** Of all rows, counted, ascending. */
  readonly days: Int32Array;
  /** So many columns are the instruments' own. They come first, those of the market behind them. */
  readonly own: number;
};

/** A family whose fits are the mean of trees on own prices and of trees that know the market, each in phases of the days. */
export function ofBothTrees(family: ModelFamily, { days, own }: DirectionRows): ModelFamily {
  const phased = inPhases(family, days);
  return {
    ...family,
    prepare: (data) => {
      if (own === 0)
        throw new UntrainableError('no_usable_columns', 'direction: there is no column of own prices left');
      const ofOwn = phased.prepare({
        ...data,
        features: firstColumns(data.features, own),
        featureNames: data.featureNames.slice(0, own),
      });
      const withMarket = phased.prepare(data);
      return (request) => {
        if (!family.mean) throw new RangeError(`family ${family.name} has no mean of several models`);
        const params = bothParams(request.params);
        const models = [
          ofOwn({ ...request, params: params.own }).model,
          withMarket({ ...request, params: params.market }).model,
        ];
        return { model: family.mean(models), rounds: request.rounds };
      };
    },
  };
}

function bothParams(params: Params): { readonly own: Params; readonly market: Params } {
  const named = Object.entries(params);
  const own = Object.fromEntries(named.filter(([name]) => !name.startsWith(OF_MARKET)));
  const ofMarket = named.filter(([name]) => name.startsWith(OF_MARKET));
  const replaced = ofMarket.map(([name, value]) => [name.slice(OF_MARKET.length), value]);
  return { own, market: { ...own, ...Object.fromEntries(replaced) } };
}

function firstColumns({ rows, data }: Matrix, cols: number): Matrix {
  return { rows, cols, data: data.subarray(0, rows * cols) };
}
