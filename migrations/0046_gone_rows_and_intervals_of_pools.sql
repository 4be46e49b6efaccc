-- A row of a source that was deleted is kept for the sessions that knew it, and is told from one that was written over.
alter table ml_source_versions add column is_gone boolean not null default false;

-- What is kept depends on what the statement did.
drop function if exists keep_versions_statement(ml_feature_sources);
