-- How many mirrored histories a model is tried on to tell what its ROC-AUC is worth. Fewer cost less and tell it with a
-- larger error, which its interval has in it.
alter table ml_pipeline_defaults
  add column surrogates integer not null default 200,
  add constraint surrogates_tell_something check (surrogates between 20 and 10000);
alter table ml_pipeline_policies
  add column surrogates integer,
  add constraint surrogates_tell_something check (surrogates between 20 and 10000);
