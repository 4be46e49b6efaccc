comment on table ml_pipeline_policies is
  E'@behavior +insert +update +delete\n'
  'What single instruments state against the pipeline defaults. A null column means that the default holds; columns '
  'mean what they mean in `ml_pipeline_defaults`.';
comment on column ml_pipeline_policies.uses_market_context is
  'Whether market indices are part of its features; in force from its next run on.';
comment on column ml_pipeline_policies.is_paused is 'Whether new prices of this instrument start no runs.';
call describe_other_columns('ml_pipeline_policies', as_in => '{ml_pipeline_defaults}');

call name_relation('ml_pipeline_policies', 'instrument_id', 'instrument', 'pipelinePolicyOverrides');

grant select on ml_pipeline_policies to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_pipeline_policies to pgaugur_operator;
