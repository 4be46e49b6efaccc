-- What JSON columns hold. The columns stay jsonb; these types say which keys there are (camelCase of the attribute) and
-- of which type, for the API and for whoever reads the catalog.

create type bounds as (lower double precision, upper double precision);

create type estimate as (value double precision, lower double precision, upper double precision);

create type backtest_trade as (
  symbol text, direction text, signal_date date, probability double precision, entry_date date,
  entry_price double precision, exit_date date, exit_price double precision, shares double precision,
  exit_shares double precision, dividends double precision, costs double precision, profit double precision,
  "return" double precision, sessions integer, exit_reason text);

create type month_return as (month text, "return" double precision);

create type portfolio_member as (
  instrument_id integer, symbol text, model_ids bigint[], holdout integer, live integer, first_session date,
  last_session date, trades integer, profit double precision, contribution double precision);

create type feature_contribution as (feature text, value double precision, contribution double precision);

create type feature_gain as (feature text, gain double precision);

create type main_feature as (feature text, share double precision, meaning text);

create type drifting_feature as (
  feature text, psi double precision, noise double precision, share double precision);

create type probability_calibration as (
  method text, slope double precision, intercept double precision, scores double precision[],
  "values" double precision[]);

create type reliability_bin as (
  "from" double precision, "to" double precision, rows integer, mean_predicted double precision,
  observed_rate double precision, lower double precision, upper double precision);

create type reliability as (bins reliability_bin[], calibration_error double precision);

create type track_record_bin as (
  "from" double precision, "to" double precision, predictions integer, mean_predicted double precision,
  observed_rate double precision, "interval" bounds);

create type coverage_by_volatility as (
  volatility text, predictions integer, coverage double precision, width double precision, "interval" bounds);

create type champion_and_challenger as (champion double precision, challenger double precision);

create type champion_comparison as (
  champion_id bigint, champion text, champion_is_production boolean, rows integer, log_loss estimate,
  roc_auc estimate, roc_auc_of champion_and_challenger, roc_auc_corrected champion_and_challenger, verdict text,
  is_not_worse boolean, reason text);

create type interval_evaluation as (
  rows integer, nominal double precision, coverage estimate, to_unconditional estimate, to_ewma_normal estimate,
  width double precision);

create type rank_evaluation as (
  days integer, rank_ic estimate, icir estimate, reversal_rank_ic estimate, beyond_reversal estimate,
  spread_net estimate, turnover estimate);

create type attempt_error as (message text, attempt integer, at timestamptz);

create type category_list as ("column" text, categories text[]);
