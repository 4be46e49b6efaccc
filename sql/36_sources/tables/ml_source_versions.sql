comment on table ml_source_versions is
  E'@name source_version\n'
  'What rows of sources said before they were written over in place: sessions before that keep it, and what was written '
  'counts from then on. Forgotten by accept_source_changes.';
comment on column ml_source_versions.key is 'Symbol or id that the row is about, as its table has it; empty where all are.';
comment on column ml_source_versions.known_at is 'When the row was known, by its own time.';
comment on column ml_source_versions.said is
  'What its columns said, in the order of value_columns; null where no row had this time before.';
comment on column ml_source_versions.replaced_at is 'When it was written over.';

grant select on ml_source_versions to pgaugur_reader, pgaugur_worker;
