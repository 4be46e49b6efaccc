-- What is wrong with rows of a source, as one sentence that names the source, the rule and the row; null where nothing
-- is. Reads as its caller: of a source that is added, that is who adds it, of a run the worker's role.
create or replace function source_fault(source ml_feature_sources, keys text[] default null)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  keyed constant text := case when source.instrument_key is null then 'null::text'
                              else format('%I::text', source.instrument_key) end;
  chosen constant text := case when keys is null or source.instrument_key is null then 'true'
                               else format('%I::text = any ($1)', source.instrument_key) end;
  at_row constant text := format('coalesce(%s || '' '', '''') || ''at '' || coalesce(%I::text, ''null'')',
                                 keyed, source.known_at);
  found text;
  place integer;
begin
  execute format('select %s from %s where %s group by %I, %s having count(*) > 1 limit 1',
                 at_row, source.relation, chosen, source.known_at, keyed)
    using keys into found;
  if found is not null then
    return format('source "%s": two values for one time, in the rows of %s', source.name, found);
  end if;
  for place in select p from generate_subscripts(source.value_columns, 1) p loop
    continue when source.value_types[place] <> 'text number';
    execute format('select format(%L, %s, %I) from %s where %s and not is_number_text(%I) limit 1',
                   'in the row of %s: %L', at_row, source.value_columns[place], source.relation, chosen,
                   source.value_columns[place])
      using keys into found;
    if found is not null then
      return format('source "%s": text in the number %s, %s', source.name, source.value_columns[place], found);
    end if;
  end loop;
  return null;
end
$$;

comment on function source_fault(ml_feature_sources, text[]) is
  E'@behavior -*\nWhat is wrong with the rows of a source, of the given keys or of all; null where nothing is.';
grant execute on function source_fault(ml_feature_sources, text[]) to pgaugur_operator, pgaugur_worker;

-- Rows with a time that is still to come, alike.
create or replace function source_of_the_future(source ml_feature_sources)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  found text;
begin
  execute format('select coalesce(%s || '' '', '''') || ''at '' || %I from %s
                  where %2$I > statement_timestamp() limit 1',
                 case when source.instrument_key is null then 'null::text'
                      else format('%I::text', source.instrument_key) end, source.known_at, source.relation)
    into found;
  return case when found is not null then
    format('source "%s": a value is known from a time that has come, not so the row of %s', source.name, found) end;
end
$$;

comment on function source_of_the_future(ml_feature_sources) is
  E'@behavior -*\nA row of a source whose time is still to come; null where there is none.';
grant execute on function source_of_the_future(ml_feature_sources) to pgaugur_operator;
