-- The features of a set beside those that a view has columns for, and where they stand: in the order in which jsonb
-- stores keys, so that it need not sort them again for each row. Sorting hundreds of names takes a good part of a
-- millisecond; without its price the planner would do it again for every model of the set.
create or replace function additional_features(
  feature_names text[], columns text[], out names text[], out positions integer[])
language sql immutable
cost 10000
set search_path from current
as $$
  select array_agg(n.name order by n.length, n.name collate "C"),
         array_agg(n.position order by n.length, n.name collate "C")
  from (
    select name, position::integer as position, octet_length(name) as length
    from unnest(feature_names) with ordinality as n (name, position)
    where name <> all (columns)) n
$$;

comment on function additional_features(text[], text[]) is
  E'@behavior -*\n'
  'The names of a feature set that are no columns of a view, and their positions.';
grant execute on function additional_features(text[], text[]) to pgaugur_reader, pgaugur_worker;
