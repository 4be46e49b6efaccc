/**
 * What is predicted looks this many trading sessions ahead, and a position is held as long: label, purge, holding period
 * and target date. SQL says the same in ml_predictions.prediction_horizon_days.
 */
export const HORIZON_SESSIONS = 7;
