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
  found text := source_shape_fault(source);
  place integer;
begin
  if found is not null then
    return found;
  end if;
  -- What names no time or nobody is never known.
  execute format('select %1$s from %2$s where %3$s and %4$I is not null%5$s group by %4$I, %6$s having count(*) > 1
                  limit 1',
                 at_row, source.relation, chosen, source.known_at,
                 case when source.instrument_key is null then ''
                      else format(' and %I is not null', source.instrument_key) end, keyed)
    using keys into found;
  if found is not null then
    return format('source "%s": two values for one time, in the rows of %s', source.name, found);
  end if;
  for place in select p from generate_subscripts(source.value_columns, 1) p loop
    if source.value_types[place] = 'text number' then
      execute format('select format(%L, %s, left(%I, 60)) from %s where %s and not is_number_text(%3$I) limit 1',
                     'in the row of %s: %L', at_row, source.value_columns[place], source.relation, chosen)
        using keys into found;
      if found is not null then
        return format('source "%s": text in the number %s, %s', source.name, source.value_columns[place], found);
      end if;
    end if;
    -- Only of these a column can hold what no double can.
    if source.value_types[place] = 'text number'
      or source_column_is_numeric(source_relation(source.relation), source.value_columns[place])
    then
      execute format('select format(%L, %s, left(%I::text, 60)) from %s
                      where %s and not fits_a_double(%3$I::numeric) limit 1',
                     'in the row of %s: %s', at_row, source.value_columns[place], source.relation, chosen)
        using keys into found;
      if found is not null then
        return format('source "%s": %s is a number that no double can hold, %s', source.name,
                      source.value_columns[place], found);
      end if;
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
