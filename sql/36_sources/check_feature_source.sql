-- Everything that can be wrong with a source, checked as whoever adds it: the trigger runs with the caller's rights, so
-- nobody makes features of a table that they may not read.

create or replace function check_feature_source() returns trigger
language plpgsql
set search_path from current
as $$
declare
  most_categories constant integer := 20;
  longest_category constant integer := 200;
  found_relation constant regclass := source_relation(new.relation);
  reader text;
  wanted text;
  kind text;
  said text[];
  numbers integer;
  complaint text;
begin
  -- Letters that need no quotes: the name is part of the features' names.
  if new.name is null or new.name !~ '^[a-z][a-z0-9_]{0,39}$' then
    raise exception 'source %: its name must be at most 40 lower case letters, digits and _',
      coalesce('"' || left(new.name, 100) || '"', 'null') using errcode = 'invalid_parameter_value';
  elsif exists (select from ml_feature_sources s where s.name = new.name and s.removed_at is null) then
    raise exception 'source "%": there is one of this name', new.name
      using errcode = 'duplicate_object', hint = format('First: select remove_feature_source(%L)', new.name);
  elsif found_relation is null
    or not exists (select from pg_class c where c.oid = found_relation and c.relkind in ('r', 'p', 'v', 'm', 'f')) then
    raise exception 'source "%": there is no table or view %', new.name, coalesce(new.relation, 'null')
      using errcode = 'undefined_table', hint = 'One outside of public is named with its schema.';
  end if;
  -- Only the session that made it has it, and no worker.
  if (select c.relpersistence from pg_class c where c.oid = found_relation) = 't' then
    raise exception 'source "%": % is temporary, no worker can read it', new.name, new.relation
      using errcode = 'invalid_table_definition';
  -- A run writes them: it would ask for the next one.
  elsif exists (select from pg_class c
                where c.oid = found_relation and c.relkind in ('r', 'p') and c.relname ~ '^(ml_|features(_|$))'
                  and c.relnamespace = current_schema()::regnamespace) then
    raise exception 'source "%": % is written by the runs that would read it', new.name, new.relation
      using errcode = 'invalid_table_definition', hint = 'What is to be kept of it can be copied into another table.';
  end if;
  new.relation := (select format('%I.%I', n.nspname, c.relname)
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = found_relation);
  foreach reader in array array[current_user::text, 'pgaugur_worker'] loop
    if not has_table_privilege(reader, found_relation, 'select')
      or not has_schema_privilege(reader, (select relnamespace from pg_class where oid = found_relation), 'usage') then
      raise exception 'source "%": % may not read %', new.name, reader, new.relation
        using errcode = 'insufficient_privilege',
              hint = format('grant select on %s to %I, and usage on its schema', new.relation, reader);
    end if;
  end loop;

  if new.value_columns is null or array_ndims(new.value_columns) is distinct from 1
    or cardinality(new.value_columns) not between 1 and 32 or array_position(new.value_columns, null) is not null
    or cardinality(new.value_columns) <> (select count(distinct c) from unnest(new.value_columns) c) then
    raise exception 'source "%": value_columns must be 1 to 32 different columns, got %', new.name,
      coalesce(new.value_columns::text, 'null') using errcode = 'invalid_parameter_value';
  end if;
  new.value_columns := array(select c from unnest(new.value_columns) c); -- counted from 1, wherever it began
  foreach wanted in array new.value_columns || coalesce(new.known_at, 'null') || new.instrument_key loop
    continue when wanted is null; -- all rows are about every instrument
    if wanted !~ '^[A-Za-z_][A-Za-z0-9_]*$' or source_column_type(found_relation, wanted) is null then
      raise exception 'source "%": % has no column "%" (letters, digits and _)', new.name, new.relation, wanted
        using errcode = 'undefined_column';
    end if;
  end loop;

  new.known_at_type := source_column_type(found_relation, new.known_at);
  if new.known_at_type not in ('date', 'timestamptz', 'timestamp') then
    raise exception 'source "%": known_at must be a time or a date, column "%" is %', new.name, new.known_at,
      new.known_at_type using errcode = 'datatype_mismatch';
  end if;
  kind := source_column_type(found_relation, new.instrument_key);
  if kind not in ('integer', 'text') then
    raise exception 'source "%": instrument_key must be a symbol or an id, column "%" is %', new.name,
      new.instrument_key, kind using errcode = 'datatype_mismatch';
  end if;
  new.key_is_id := coalesce(kind = 'integer', false);

  new.value_types := '{}';
  new.categories := '{}';
  foreach wanted in array new.value_columns loop
    kind := source_column_type(found_relation, wanted);
    if kind = 'text' then
      execute format('select array_agg(t.said order by t.said), count(*) filter (where is_number_text(t.said))
                      from (select distinct %I::text as said from %s where %1$I is not null limit 10000) t',
                     wanted, new.relation)
        into said, numbers;
      kind := case when numbers > 0 then 'text number' else 'category' end;
      if kind = 'category' and cardinality(said) > most_categories then
        raise exception 'source "%": column "%" has more than % categories, such as %', new.name, wanted,
          most_categories, quote_literal(left(said[1], 60)) using errcode = 'datatype_mismatch';
      elsif kind = 'category' and exists (select from unnest(said) t where length(t) > longest_category) then
        raise exception 'source "%": column "%" has a category of more than % letters, %…', new.name, wanted,
          longest_category,
          (select quote_literal(left(t, 60)) from unnest(said) t where length(t) > longest_category limit 1)
          using errcode = 'datatype_mismatch';
      elsif kind = 'category' then
        new.categories := new.categories || jsonb_build_object(wanted, coalesce(to_jsonb(said), '[]'));
      end if;
    elsif kind = 'integer' then
      kind := 'number';
    elsif kind not in ('number', 'boolean') then
      raise exception 'source "%": column "%" must be a number, a boolean or a category, it is %', new.name, wanted,
        kind using errcode = 'datatype_mismatch';
    end if;
    new.value_types := new.value_types || kind;
  end loop;

  if new.stale_after is null or not new.stale_after > interval '0' then
    raise exception 'source "%": stale_after must be longer than nothing, got %', new.name,
      coalesce(new.stale_after::text, 'null') using errcode = 'invalid_parameter_value';
  end if;
  begin
    complaint := coalesce(source_fault(new), source_of_the_future(new));
    if complaint is null then
      -- What cannot be read as a number is found now, and not by the first run.
      execute format('select %s from %s',
                     (select string_agg(format('count(%s)', source_expression(new, p)), ', ')
                      from generate_subscripts(new.value_columns, 1) p), new.relation);
    end if;
  exception when others then
    raise exception 'source "%" (%): %', new.name, new.relation, sqlerrm using errcode = sqlstate;
  end;
  if complaint is not null then
    raise exception '%', complaint using errcode = 'data_exception';
  end if;
  if not new.key_is_id and new.instrument_key is not null then
    execute format('select i.symbol from base_instruments i
                    where exists (select from %s r where r.%I::text = i.symbol)
                    group by i.symbol having count(*) > 1 order by 1 limit 1', new.relation, new.instrument_key)
      into complaint;
    if complaint is not null then
      raise exception 'source "%": symbol "%" is that of several instruments, the key must be their id', new.name,
        complaint using errcode = 'ambiguous_parameter', hint = 'The ids: select id, symbol from base_instruments.';
    end if;
  end if;
  select k.matched, k.unmatched, k.first_unmatched, case when k.matched is not null then clock_timestamp() end
    into new.keys_matched, new.keys_unmatched, new.first_unmatched, new.keys_counted_at
  from count_source_keys(new) k;
  if new.keys_unmatched > 0 then
    raise notice '%', unmatched_keys_in_words(new);
  end if;
  if (select c.relrowsecurity from pg_class c where c.oid = found_relation) then
    raise notice 'source "%": row level security of % is on, rows that its policies hide from pgaugur_worker are not '
                 'known', new.name, new.relation;
  end if;
  new.is_watched := not reads_virtual_columns(found_relation, new.value_columns || new.known_at || new.instrument_key)
    and watch_source(found_relation);
  return new;
end
$$;

revoke all on function check_feature_source() from public;

create or replace trigger check_feature_source before insert on ml_feature_sources
  for each row execute function check_feature_source();
