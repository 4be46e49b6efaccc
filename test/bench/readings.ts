import type { TableSize } from './table_size.ts';

/**
 * What a read is of, and so what may become of it with more instruments: of one thing, or a page in the order of a key,
 * it costs the same however many there are; of all of them, or a page in an order that is worked out for all, it grows
 * with their number.
 */
export type Kind = 'one' | 'page' | 'all';

/** Each is read so often, and its median stated; of thousands of instruments less often. */
export const RUNS = 21;
export const RUNS_OF_THOUSANDS = 7;
/** All are read in so many rounds, a share of their runs in each. */
export const ROUNDS = 7;
/** Postgres comes with 128 MB, where the newest pages of thousands of instruments do not fit. */
export const SHARED_BUFFERS_OF_THOUSANDS = '4GB';

/** The goals of all reads, in milliseconds of a core that does the peer in PEER_MS. */
const GOAL_MS = 50;
/** So many instruments may be read as a whole within the goal; twice as many take twice as long. */
const INSTRUMENTS_WITHIN_GOAL = 500;

export const goalMs = (kind: Kind, instruments: number): number =>
  kind === 'all' ? GOAL_MS * Math.max(1, instruments / INSTRUMENTS_WITHIN_GOAL) : GOAL_MS;

export const GOALS =
  `A read of one instrument, model or prediction, and a page in the order of a key, has ${GOAL_MS} ms, however many ` +
  `instruments there are. A read of all of them, and a page in an order that has to be worked out for all, has ${GOAL_MS} ms ` +
  `per ${INSTRUMENTS_WITHIN_GOAL} instruments, ${GOAL_MS / INSTRUMENTS_WITHIN_GOAL} ms each.`;

/** How a view is read. The page is that of GraphQL: a hundred rows in the order of the key. */
export type Reading = { readonly view: string; readonly how: string; readonly kind: Kind; readonly query: string };

/** An instrument in the middle of the smallest database that is measured. */
export const ONE_SYMBOL = 'S250';

const page = (view: string, key: string): Reading => ({
  view,
  how: 'the first 100 rows by key',
  kind: 'page',
  query: `select * from ${view} order by ${key} limit 100`,
});
const ordered = (view: string, how: string, order: string, kind: Kind): Reading => ({
  view,
  how,
  kind,
  query: `select * from ${view} order by ${order} limit 100`,
});
const all = (view: string): Reading => ({ view, how: 'every row', kind: 'all', query: `select * from ${view}` });
const ofOne = (view: string): Reading => ({
  view,
  how: 'the rows of one instrument',
  kind: 'one',
  query: `select * from ${view} where instrument_id = (select id from base_instruments where symbol = '${ONE_SYMBOL}') limit 100`,
});

export const READINGS: readonly Reading[] = [
  all('latest_predictions'),
  page('latest_predictions', 'instrument_id'),
  ofOne('latest_predictions'),
  all('todays_forecasts'),
  page('todays_forecasts', 'instrument_id'),
  ordered('todays_forecasts', '100 rows by symbol', 'symbol, instrument_id', 'page'),
  ordered('todays_forecasts', 'the first 100 to read', 'urgency desc, symbol, instrument_id', 'all'),
  ofOne('todays_forecasts'),
  all('signals_today'),
  all('leaderboard'),
  ordered('leaderboard', 'the first 100', 'place, symbol, model_id', 'all'),
  all('pipeline_health'),
  all('late_instruments'),
  all('queue_depth'),
  all('pipeline_metrics'),
  all('alert_conditions'),
  all('context_instruments'),
  all('live_worker_pools'),
  all('serving_models'),
  page('daily_ranks', 'rank_model_id, session, instrument_id'),
  {
    view: 'daily_ranks',
    how: 'the first 100 of the newest day',
    kind: 'all',
    query:
      'select * from daily_ranks where session = (select max(session) from ml_relative_predictions) order by rank limit 100',
  },
  ofOne('daily_ranks'),
  all('ranking_today'),
  ofOne('ranking_today'),
  page('model_signals', 'model_id'),
  page('model_intervals', 'model_id'),
  page('prediction_contributions', 'prediction_id, place'),
  // Of each day, the fifths of all members are compared with those before.
  { ...page('daily_rank_ics', 'pool, session'), kind: 'all' },
  all('rank_track_record'),
  page('track_record', 'instrument_id'),
  ofOne('track_record'),
  page('model_cards', 'model_id'),
  ofOne('model_cards'),
  page('model_worth', 'model_id'),
  ofOne('model_worth'),
  page('feature_importance', 'model_id, feature'),
  ofOne('feature_importance'),
  page('prediction_usability', 'prediction_id'),
  page('run_grid', 'run_id, step'),
  ordered('run_grid', 'the newest 100 rows', 'run_id desc, position', 'page'),
  ofOne('run_grid'),
  page('price_bars', 'instrument_id, trading_date'),
  ofOne('price_bars'),
  page('market_context', 'instrument_id, slot'),
  ofOne('market_context'),
  page('ml_feature_data', 'model_id, trading_date'),
  ofOne('ml_feature_data'),
  {
    view: 'ml_feature_data',
    how: 'five columns of the first 100 rows by key',
    kind: 'page',
    query:
      'select model_id, trading_date, close_price, rsi_14, target from ml_feature_data order by model_id, trading_date limit 100',
  },
  {
    view: 'explain_prediction',
    how: 'one prediction',
    kind: 'one',
    query: 'select * from explain_prediction((select max(id) from ml_predictions))',
  },
];

export type Found = Reading & {
  /** From sending the query to having its rows, in the middle of all times. */
  readonly ms: number;
  /** The peer before it, in the middle of all times. */
  readonly peerMs: number;
  /** What it would take where the peer takes PEER_MS, by the middle of all pairs: goals are held against this. */
  readonly comparableMs: number;
  readonly rows: number;
  readonly plan: readonly string[];
};

export type Measured = {
  readonly instruments: number;
  readonly found: readonly Found[];
  readonly tables: readonly TableSize[];
};
