import { createRandom } from '../../random.ts';
import type { Params } from '../family.ts';
import type { SearchTrial, TryFolds } from './trials.ts';

/** How the configurations of a grid are gone through. */
export type SearchMethod =
  /** All of them, on every fold. */
  | { readonly kind: 'grid' }
  /** So many of them, drawn without replacement, on every fold. */
  | { readonly kind: 'random'; readonly trials: number }
  /**
   * Successive halving: all of them, or so many drawn ones, on the first fold; the best 1 / factor of those on the
   * second fold too, and so on. Only what is still there after the last fold can be chosen.
   */
  | { readonly kind: 'halving'; readonly factor?: number; readonly candidates?: number };

/** What a method tries at most: configurations and how many folds each sees, rung by rung. */
type Rung = { readonly configurations: number; readonly fromFold: number; readonly toFold: number };

/**
 * The rungs of a method. The budget of successive halving is rows: folds come in order, and with expanding folds the
 * first and cheapest sorts out most configurations.
 *
 * Source: Jamieson & Talwalkar (2016), Non-stochastic best arm identification and hyperparameter optimization.
 */
export function rungsOf(method: SearchMethod, configurations: number, folds: number): Rung[] {
  if (method.kind === 'grid') return [{ configurations, fromFold: 0, toFold: folds }];
  if (method.kind === 'random') {
    requireAtLeast('trials', method.trials, 1);
    return [{ configurations: Math.min(method.trials, configurations), fromFold: 0, toFold: folds }];
  }
  const { factor = 3, candidates = configurations } = method;
  requireAtLeast('factor', factor, 2);
  requireAtLeast('candidates', candidates, 1);
  const rungs: Rung[] = [];
  let left = Math.min(candidates, configurations);
  for (let fold = 0; fold < folds; ) {
    // With few configurations left there is nothing to save: they see all folds.
    const isLast = left <= factor || fold === folds - 1;
    const toFold = isLast ? folds : fold + 1;
    rungs.push({ configurations: left, fromFold: fold, toFold });
    left = Math.max(1, Math.ceil(left / factor));
    fold = toFold;
  }
  return rungs;
}

/** Trials in the order in which their configurations were drawn; of a grid, in its order. */
export function runMethod(
  method: SearchMethod,
  grid: readonly Params[],
  folds: number,
  seed: number,
  tryFolds: TryFolds,
): SearchTrial[] {
  const rungs = rungsOf(method, grid.length, folds);
  const drawn = rungs[0].configurations < grid.length ? draw(grid, rungs[0].configurations, seed) : grid;
  const trials: SearchTrial[] = [];
  let alive = drawn.map((_, i) => i);
  for (const { configurations, fromFold, toFold } of rungs) {
    alive = bestFirst(trials, alive).slice(0, configurations);
    for (const i of alive) trials[i] = tryFolds(drawn[i], fromFold, toFold, trials[i]);
  }
  return trials;
}

/** Smaller loss first, constants last, ties in order; as given before there is anything to compare. */
function bestFirst(trials: readonly SearchTrial[], alive: readonly number[]): number[] {
  if (trials.length === 0) return [...alive];
  const rank = (i: number) => (trials[i].isConstant ? Number.POSITIVE_INFINITY : trials[i].validationLogLoss);
  return [...alive].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : a - b));
}

/** The first steps of a Fisher-Yates shuffle. */
function draw(grid: readonly Params[], count: number, seed: number): Params[] {
  const random = createRandom(seed, 3);
  const order = [...grid];
  for (let i = 0; i < count; i++) {
    const other = i + random.below(order.length - i);
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order.slice(0, count);
}

function requireAtLeast(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`search: ${name} must be a whole number, ${least} or more, got ${value}`);
  }
}
