import type { Matrix } from '../../matrix.ts';
import { logLoss } from '../../metrics/log_loss.ts';
import { rocAuc } from '../../metrics/roc_auc.ts';
import type { Fit, FitRequest, ModelFamily, Params } from '../family.ts';
import type { Fold } from '../rows/folds.ts';
import { predictRows } from './predict_rows.ts';

/** How a configuration did on one fold. */
type FoldScore = {
  /** Rounds at which the validation loss was least; all of them, of a fit that does not stop early. */
  readonly rounds: number;
  readonly logLoss: number;
  /** NaN where the validation rows hold one class. */
  readonly rocAuc: number;
};

/** One tried configuration: a row of the trial ledger. */
export type SearchTrial = {
  readonly params: Params;
  readonly seed: number;
  /** Rounds for a fit on all rows: the median of the folds', the lower of two. */
  readonly rounds: number;
  /** Mean over the folds tried. */
  readonly validationLogLoss: number;
  /** Mean over the folds tried whose validation rows hold both classes. */
  readonly validationRocAuc: number;
  /** In the order of the folds; successive halving ends a poor configuration before the last. */
  readonly foldScores: readonly FoldScore[];
  /** Time spent; NaN without a clock. Close to 0 for a fit shared with another configuration. */
  readonly seconds: number;
  /** It answered the same for every validation row of every fold: no forecast. */
  readonly isConstant: boolean;
};

type TrialSetting = {
  readonly family: ModelFamily;
  readonly features: Matrix;
  readonly labels: Uint8Array;
  readonly featureNames: readonly string[];
  readonly folds: readonly Fold[];
  readonly seed: number;
  readonly maxRounds?: number;
  /** Default: true. */
  readonly stopsEarly?: boolean;
  /** Milliseconds since any fixed moment. */
  readonly clock?: () => number;
  /** Called before each fit, for its progress. */
  readonly onFit?: () => FitRequest['onRound'];
};

type Attempt = FoldScore & { readonly isConstant: boolean };

/**
 * Tries configurations on folds. What depends on the data alone, such as bins, is prepared once per fold and shared by
 * all configurations. Not across folds: the only cuts that leak nothing into any fold come from rows that every fold
 * learns from, so from the first fold's; prices and volumes drift, and on the last fold's rows those cuts would put
 * most values into the outermost bin. Preparing each fold costs less than one fit.
 */
export function createTrialRunner(setting: TrialSetting, configurations: readonly Params[]) {
  const { family, features, labels, featureNames, folds, seed, clock } = setting;
  const fitters = new Map<number, (request: FitRequest) => Fit>();
  const attempts = new Map<string, Attempt>();
  // Configurations that differ in n_estimators only grow the same trees: the longest fit answers for the shorter ones.
  const longest = new Map<string, number>();
  for (const configuration of configurations) {
    const { key, rounds } = roundsOf(configuration);
    longest.set(key, Math.max(rounds, longest.get(key) ?? 0));
  }

  function roundsOf({ n_estimators, ...params }: Params) {
    const rounds = Math.min(n_estimators ?? family.maximumRounds, setting.maxRounds ?? Number.POSITIVE_INFINITY);
    return { params, rounds, key: JSON.stringify(params) };
  }

  function fitFold(params: Params, rounds: number, fold: number): Attempt {
    const { train, validation } = folds[fold];
    const fit = fitters.get(fold) ?? family.prepare({ features, labels, featureNames, train });
    fitters.set(fold, fit);
    const stop = setting.stopsEarly === false ? undefined : validation;
    const fitted = fit({ params, seed, rounds, validation: stop, onRound: setting.onFit?.() });
    const probabilities = predictRows(family, fitted.model, features, validation);
    const known = labels.subarray(...validation);
    return {
      rounds: fitted.rounds,
      logLoss: logLoss(known, probabilities),
      rocAuc: rocAuc(known, probabilities),
      isConstant: isConstant(probabilities),
    };
  }

  function attempt(configuration: Params, fold: number): Attempt {
    const { params, rounds, key } = roundsOf(configuration);
    const upTo = (limit: number) => {
      const name = `${fold}/${limit}/${key}`;
      const found = attempts.get(name) ?? fitFold(params, limit, fold);
      attempts.set(name, found);
      return found;
    };
    const long = upTo(Math.max(rounds, longest.get(key) ?? 0));
    return long.rounds <= rounds ? long : upTo(rounds);
  }

  /** The trial of a configuration, with the folds from the given one on added to what is known of it. */
  return function tryFolds(params: Params, fromFold: number, toFold: number, earlier?: SearchTrial): SearchTrial {
    const started = clock?.() ?? Number.NaN;
    const found = Array.from({ length: toFold - fromFold }, (_, i) => attempt(params, fromFold + i));
    const scores = [
      ...(earlier?.foldScores ?? []),
      ...found.map(({ rounds, logLoss, rocAuc }) => ({ rounds, logLoss, rocAuc })),
    ];
    const ended = clock?.() ?? Number.NaN;
    return {
      params,
      seed,
      rounds: lowerMedian(scores.map((score) => score.rounds)),
      validationLogLoss: mean(scores.map((score) => score.logLoss)),
      validationRocAuc: mean(scores.map((score) => score.rocAuc).filter((area) => !Number.isNaN(area))),
      foldScores: scores,
      seconds: (earlier?.seconds ?? 0) + (ended - started) / 1000,
      isConstant: (earlier?.isConstant ?? true) && found.every((one) => one.isConstant),
    };
  };
}

export type TryFolds = ReturnType<typeof createTrialRunner>;

export function isConstant(probabilities: Float64Array): boolean {
  return probabilities.every((probability) => probability === probabilities[0]);
}

/** NaN for no values. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function lowerMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1];
}
