-- Features out of the user's own tables. A source stays when it is removed: sets and models name it.
create table ml_feature_sources (
  id integer generated always as identity primary key,
  name text not null,
  relation text not null,
  value_columns text[] not null,
  instrument_key text,
  known_at text not null,
  stale_after interval not null default '100 days',
  key_is_id boolean not null default false,
  known_at_type text not null default 'timestamptz',
  value_types text[] not null default '{}',
  categories jsonb not null default '{}',
  is_watched boolean not null default false,
  added_by text not null default current_user,
  added_at timestamptz not null default current_timestamp,
  removed_at timestamptz,
  constraint source_has_columns check (cardinality(value_columns) > 0),
  constraint stale_after_is_positive check (stale_after > interval '0')
);
create unique index one_source_of_a_name on ml_feature_sources (name) where removed_at is null;

-- Sets with columns of sources behind those of a set of the package: v2+1.
alter table ml_feature_sets add column source_ids integer[] not null default '{}';

-- What a schedule saw of sources that no trigger tells of, by the key of their rows; '' where there is none.
create table ml_source_looks (
  source_id integer not null references ml_feature_sources on delete cascade,
  key text not null,
  digest text not null,
  primary key (source_id, key)
);
