-- What intervals of the growth are worth over all members of a pool, on the days behind its training.
alter table ml_pooled_models
  add column interval_metrics jsonb,
  add column interval_gate_passed boolean,
  add column interval_gate_reason text;
