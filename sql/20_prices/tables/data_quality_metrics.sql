comment on table data_quality_metrics is
  E'@behavior +aggregates +groupedAggregates\n'
  'What data checks found in an instrument''s prices, one row per check; those of the newest run are the newest of '
  'their day.';
call describe_columns('data_quality_metrics', array[
  ['metric_name', 'The check, such as session_count, calendar_gaps, price_jumps or ohlc_violations.'],
  ['metric_value', 'What was measured; its unit follows from the check.'],
  ['is_valid', 'Whether the value is within its threshold.'],
  ['severity', 'info (valid), warning, error or critical.'],
  ['threshold_value', 'What the value was compared with.'],
  ['description', 'The finding in one sentence, with counts and dates.']]);

call name_relation('data_quality_metrics', 'instrument_id', 'instrument', 'dataQualityMetrics');

grant select on data_quality_metrics to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on data_quality_metrics to pgaugur_worker;
