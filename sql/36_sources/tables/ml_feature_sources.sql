comment on table ml_feature_sources is
  E'@name feature_source\n'
  'Tables and views of the user whose columns are features, each value from the time it became known. Added by '
  'add_feature_source, ended by remove_feature_source.';
comment on column ml_feature_sources.name is 'First part of its features'' names: earnings, of earnings.surprise.';
comment on column ml_feature_sources.relation is 'The table or view, with its schema.';
comment on column ml_feature_sources.value_columns is 'Columns that are features, in the order of the feature set.';
comment on column ml_feature_sources.instrument_key is
  'Column with the symbol or id of the instrument a row is about; null where every row is about all.';
comment on column ml_feature_sources.known_at is
  'Column with the time from which a value was known. A date counts from the next session, a timestamp is in UTC.';
comment on column ml_feature_sources.stale_after is
  'A value that is older at a session''s close is not known any more.';
comment on column ml_feature_sources.key_is_id is 'Whether the key is base_instruments.id, and not a symbol.';
comment on column ml_feature_sources.known_at_type is
  E'@set known_at_type: date, timestamp, timestamptz\n'
  'date, timestamp or timestamptz.';
comment on column ml_feature_sources.value_types is 'What each column is: number, text number, boolean or category.';
comment on column ml_feature_sources.categories is
  E'@shape category_list[]\n'
  'The categories of a column, by name; a feature has the place of one, from 0. One that is not listed is not known.';
comment on column ml_feature_sources.is_watched is
  'Whether triggers tell of changed rows; if not, a schedule looks for them.';
comment on column ml_feature_sources.added_by is E'@behavior -*\nLogin that added it.';
comment on column ml_feature_sources.added_at is 'When it was added.';
comment on column ml_feature_sources.restated_at is
  'When rows of the past were last found changed whose former values nobody kept: by the schedule, in a view, foreign '
  'table or unwatched table, or after a TRUNCATE of a table that the owner may not read. Sessions from their times on '
  'know what is there now, which nobody knew then. Null again by accept_source_changes.';
comment on column ml_feature_sources.keys_matched is
  'How many different keys are instruments; null where every row is about all.';
comment on column ml_feature_sources.keys_unmatched is
  'How many are none: their rows are about nobody. Symbols are compared letter by letter.';
comment on column ml_feature_sources.first_unmatched is 'The first five of these, in alphabetical order.';
comment on column ml_feature_sources.keys_counted_at is
  'When they were counted: when the source was added, and once a day.';
comment on column ml_feature_sources.removed_at is 'When it was removed; null while its columns are features.';

grant select on ml_feature_sources to pgaugur_reader, pgaugur_worker;
-- What is not listed, triggers work out; they also check what is.
grant insert (name, relation, value_columns, instrument_key, known_at, stale_after) on ml_feature_sources
  to pgaugur_operator;
grant update (removed_at) on ml_feature_sources to pgaugur_operator;
