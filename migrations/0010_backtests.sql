-- Rules that a backtest was traded by, the figures that make it honest, and backtests on demand.

alter table ml_backtest_results
  add column entry text not null default 'next_open',
  add column direction text not null default 'long_only',
  add column slippage double precision not null default 0,
  add column capital_fraction double precision not null default 1,
  add column whole_shares boolean not null default false,
  add column probabilistic_sharpe double precision,
  add column deflated_sharpe double precision,
  add column trials integer,
  add column exposure double precision,
  add column turnover double precision,
  add column buy_and_hold_annualized_return double precision,
  add column buy_and_hold_sharpe_ratio double precision,
  add column buy_and_hold_max_drawdown double precision,
  add constraint known_entry check (entry in ('next_open', 'close')),
  add constraint known_direction check (direction in ('long_only', 'long_short')),
  add constraint at_least_one_trial check (trials >= 1),
  add constraint sharpe_evidence_is_a_probability
    check (probabilistic_sharpe between 0 and 1 and deflated_sharpe between 0 and 1),
  -- Other rules are another backtest: by model, start and threshold alone they would overwrite each other.
  drop constraint unique_model_backtest;

create unique index one_backtest_per_model_range_and_rules on ml_backtest_results (
  model_id, instrument_id, backtest_start_date, backtest_end_date, probability_threshold, holding_period_days, entry,
  direction, transaction_cost, slippage, initial_capital, capital_fraction, whole_shares);

-- A backtest that somebody asked for: its rules, and what became of it.
create table ml_backtest_requests (
  id bigint generated always as identity primary key,
  model_id bigint not null references ml_models on delete cascade,
  from_date date,
  to_date date,
  probability_threshold double precision not null,
  holding_sessions integer not null,
  entry text not null,
  direction text not null,
  transaction_cost double precision not null,
  slippage double precision not null,
  initial_capital numeric(15,2) not null,
  capital_fraction double precision not null,
  whole_shares boolean not null,
  status text not null default 'queued',
  error text,
  result_id bigint references ml_backtest_results on delete set null,
  requested_by text not null default session_user,
  requested_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  constraint known_status check (status in ('queued', 'succeeded', 'failed')),
  constraint failures_have_an_error check ((status = 'failed') = (error is not null)),
  constraint finished_requests_say_when check ((status = 'queued') = (finished_at is null)),
  constraint dates_in_order check (from_date <= to_date),
  constraint threshold_between_half_and_one check (probability_threshold > 0.5 and probability_threshold < 1),
  constraint at_least_one_session check (holding_sessions >= 1),
  constraint known_entry check (entry in ('next_open', 'close')),
  constraint known_direction check (direction in ('long_only', 'long_short')),
  constraint cost_is_a_share check (transaction_cost >= 0 and transaction_cost < 1),
  constraint slippage_is_a_share check (slippage >= 0 and slippage < 1),
  constraint capital_is_positive check (initial_capital > 0),
  constraint fraction_is_a_share check (capital_fraction > 0 and capital_fraction <= 1)
);
create index idx_ml_backtest_requests_model on ml_backtest_requests (model_id);
create index idx_ml_backtest_requests_result on ml_backtest_requests (result_id);
