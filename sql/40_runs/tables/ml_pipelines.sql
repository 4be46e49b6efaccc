comment on table ml_pipelines is 'Which steps each kind of run has, in order.';
comment on column ml_pipelines.kind is 'training, prediction, pooled_training or adoption.';
comment on column ml_pipelines.position is 'Place in the order; equal positions mean the same stage in all kinds.';
comment on column ml_pipelines.step is 'Name of the step.';

call name_relation('ml_pipelines', 'step', 'definition', 'pipelines');

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint one_place_per_step on ml_pipelines is '@behavior -single';

comment on constraint known_pipeline on ml_pipelines is '@name run_kind';

grant select on ml_pipelines to pgaugur_reader, pgaugur_worker;
