import type { Trial } from '../db/trials.ts';
import type { SearchResult } from '../learn/index.ts';

/** The trials of a search as rows of the ledger. */
export function ledgerOf({ trials, chosen }: Pick<SearchResult, 'trials' | 'chosen'>): Trial[] {
  return trials.map((trial, i) => ({
    parameters: trial.params,
    rounds: trial.rounds,
    validationLogLoss: trial.validationLogLoss,
    validationRocAuc: trial.validationRocAuc,
    seed: trial.seed,
    isChosen: i === chosen,
    foldLogLosses: trial.foldScores.map((score) => score.logLoss),
    seconds: trial.seconds,
  }));
}
