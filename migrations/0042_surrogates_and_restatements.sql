-- How many mirrored histories a model is tried on to tell what its ROC-AUC is worth. Fewer cost less and tell it with a
-- larger error, which its interval has in it.
alter table ml_pipeline_defaults
  add column surrogates integer not null default 200,
  add constraint surrogates_tell_something check (surrogates between 20 and 10000);
alter table ml_pipeline_policies
  add column surrogates integer,
  add constraint surrogates_tell_something check (surrogates between 20 and 10000);

-- What rows of sources said before they were written over: sessions of then keep it.
create table ml_source_versions (
  source_id integer not null references ml_feature_sources on delete cascade,
  key text not null,
  known_at timestamptz not null,
  said text[],
  replaced_at timestamptz not null,
  constraint ml_source_versions_pkey primary key (source_id, key, known_at, replaced_at)
);

-- Where nothing tells of changes, the schedule tells those apart that reach back behind its look before.
alter table ml_source_looks
  add column looked_at timestamptz not null default clock_timestamp(),
  add column settled text;
alter table ml_feature_sources add column restated_at timestamptz;

-- They take more than they did.
drop function if exists source_expression(ml_feature_sources, integer);
drop function if exists note_source_looks(integer, text[], text[]);
