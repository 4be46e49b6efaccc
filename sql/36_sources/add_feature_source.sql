-- The two ends of a source. With the caller's rights: what they may, the triggers of the table check.
create or replace function add_feature_source(
  name text, relation text, value_columns text[], instrument_key text, known_at text,
  stale_after interval default '100 days')
returns ml_feature_sources
language plpgsql volatile
set search_path from current
as $$
declare
  added ml_feature_sources;
begin
  insert into ml_feature_sources as s (name, relation, value_columns, instrument_key, known_at, stale_after)
  values (add_feature_source.name, add_feature_source.relation, add_feature_source.value_columns,
          add_feature_source.instrument_key, add_feature_source.known_at, add_feature_source.stale_after)
  returning s.* into added;
  return added;
end
$$;

comment on function add_feature_source(text, text, text[], text, text, interval) is
  'Makes columns of a table or view features: its name, the relation, the columns with values, the one with the '
  'symbol or id of the instrument (null: all rows are about every instrument), the one with the time a value became '
  'known, and after how long a value is not known any more. The caller must hold SELECT on it, and pgaugur_worker too.';
grant execute on function add_feature_source(text, text, text[], text, text, interval) to pgaugur_operator;
