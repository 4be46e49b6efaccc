-- A model from elsewhere that nobody has judged says so from its first word on, and not from its first outcome.
update ml_models
set gate_reason = coalesce(gate_reason, 'not judged yet: 0 live predictions are settled, and 63 are needed'),
    interval_gate_reason = coalesce(
      interval_gate_reason, gate_reason, 'not judged yet: 0 live predictions are settled, and 63 are needed')
where scope = 'external' and gate_passed is null and interval_gate_passed is null
  and num_nulls(gate_reason, interval_gate_reason) > 0;
