-- What needs no model has to be beaten on the test rows.
alter table ml_pipeline_defaults add column beats_rules boolean not null default true;
alter table ml_pipeline_policies add column beats_rules boolean;
