/** From what a model says of rows to what is stored and compared. Everything here is pure. */
export { type Predicted, probabilitiesOn } from './by_session.ts';
export { type Contribution, importanceByFeature, topContributions } from './contributions.ts';
export { newestDrift, referenceRange } from './drift.ts';
export { type GrowthInterval, withIntervals } from './interval.ts';
export { whyOnlyHold } from './only_hold.ts';
export { type Prediction, predictionsOf } from './prediction.ts';
export type { ScoredRows, Scores, ScoringModel } from './scores.ts';
export { firstOpenSession, rangeToScore, rowsFrom, type SessionRange } from './session_range.ts';
export { type Signal, type SignallingModel, tradedProbability, tradingSignal } from './signal.ts';
export { type Learned, rangeOfTheirs, rowsUnseenBy, type SharedRow } from './unseen_rows.ts';
