-- How far: an interval of the growth over the horizon with every prediction, what came of it, and what it was worth.
alter table ml_predictions
  add column growth_low double precision,
  add column growth_median double precision,
  add column growth_high double precision,
  add column growth_coverage double precision,
  add column growth_inside boolean,
  add column first_growth_low double precision,
  add column first_growth_median double precision,
  add column first_growth_high double precision,
  add constraint growth_interval_is_whole
    check (num_nonnulls(growth_low, growth_median, growth_high, growth_coverage) in (0, 4)),
  add constraint growth_interval_does_not_cross
    check (growth_low > 0 and growth_low <= growth_median and growth_median <= growth_high),
  add constraint growth_coverage_is_a_share check (growth_coverage > 0 and growth_coverage < 1);

alter table ml_models
  add column interval_metrics jsonb,
  add column interval_gate_passed boolean,
  add column interval_gate_reason text;

alter table ml_pipeline_defaults
  add column interval_coverage double precision not null default 0.8,
  add constraint interval_coverage_can_be_told check (interval_coverage between 0.5 and 0.98);
alter table ml_pipeline_policies
  add column interval_coverage double precision,
  add constraint interval_coverage_can_be_told check (interval_coverage between 0.5 and 0.98);

alter table ml_track_record
  add column interval_predictions integer not null default 0,
  add column interval_nominal double precision,
  add column interval_coverage double precision,
  add column interval_coverage_interval double precision[],
  add column interval_width double precision,
  add column interval_by_volatility jsonb;
