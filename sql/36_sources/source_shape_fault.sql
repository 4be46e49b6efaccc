-- What became of the table of a source since it was added: it or a column is gone, a column says something else, or its
-- rows are hidden. As one sentence that names what there is and what was to be; null where all is as it was.
create or replace function source_shape_fault(source ml_feature_sources)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  found_relation constant regclass := source_relation(source.relation);
  wanted record;
begin
  if found_relation is null then
    return format('source "%s": there is no table or view %s any more', source.name, source.relation);
  end if;
  for wanted in
    select c.name, source_column_type(found_relation, c.name) as kind, c.kinds, c.was
    from (
      select v.name, v.place,
             case v.type when 'boolean' then '{boolean}'::text[] when 'number' then '{number,integer}'
                         else '{text}' end as kinds,
             case v.type when 'boolean' then 'boolean' when 'number' then 'a number' else 'text' end as was
      from unnest(source.value_columns, source.value_types) with ordinality as v (name, type, place)
      union all
      select source.known_at, 1000, array[source.known_at_type], source.known_at_type
      union all
      select source.instrument_key, 1001, array[case when source.key_is_id then 'integer' else 'text' end],
             case when source.key_is_id then 'an integer' else 'text' end
      where source.instrument_key is not null) c
    order by c.place
  loop
    if wanted.kind is null then
      return format('source "%s": %s has no column "%s" any more', source.name, source.relation, wanted.name);
    elsif wanted.kind <> all (wanted.kinds) then
      return format('source "%s": column "%s" was %s when the source was added, and is %s now',
                    source.name, wanted.name, wanted.was, wanted.kind);
    end if;
  end loop;
  if rows_are_hidden(found_relation) then
    return format('source "%s": row level security of %s hides every row from pgaugur_worker', source.name,
                  source.relation);
  end if;
  return null;
end
$$;

comment on function source_shape_fault(ml_feature_sources) is
  E'@behavior -*\nWhat became of the table of a source since it was added; null where all is as it was.';
grant execute on function source_shape_fault(ml_feature_sources) to pgaugur_operator, pgaugur_worker;
