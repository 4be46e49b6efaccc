/**
 * Rows of every table that is about an instrument, as often again under other ids, and with other columns null in each: the
 * lists of the API then have ties and gaps in what they are ordered by. What a constraint refuses is cloned as it is, or
 * left out. Triggers and foreign keys are passed, so only for a superuser.
 */
export const cloneRows = (schema: string, times: number): string => `
  set session_replication_role = replica;
  do $$
  declare
    clone integer;
    relation record;
    original jsonb;
    shifted jsonb;
  begin
    for clone in 1..${times} loop
      for relation in
        select c.oid::regclass as name,
               (select string_agg(quote_ident(attname), ', ') from pg_attribute
                where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
               (select array_agg(attname) from pg_attribute
                where attrelid = c.oid and attnum > 0 and not attnotnull) as nullable
        from pg_class c
        where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r'
          and exists (select from pg_attribute where attrelid = c.oid
                        and attname in ('instrument_id', 'stock_id', 'symbol', 'model_id', 'run_id'))
      loop
        for original in execute format(
          'select to_jsonb(t) from %s t where coalesce(to_jsonb(t) ->> ''instrument_id'', to_jsonb(t) ->> ''stock_id'', '
          || 'to_jsonb(t) ->> ''model_id'', to_jsonb(t) ->> ''run_id'', to_jsonb(t) ->> ''id'')::bigint < 1000', relation.name)
        loop
          select jsonb_object_agg(key, case
              when key in ('id', 'instrument_id', 'stock_id', 'model_id', 'run_id', 'pipeline_run_id') and value <> 'null'
                then to_jsonb(value::bigint + 1000 * clone)
              when key in ('symbol', 'model_name') then to_jsonb((value #>> '{}') || clone)
              else value end)
          into shifted from jsonb_each(original);
          begin
            execute format('insert into %s (%s) overriding system value select %2$s from jsonb_populate_record(null::%1$s, $1)',
                           relation.name, relation.columns)
            using (select jsonb_object_agg(key, case
                     when key = any (relation.nullable) and hashtext(key || clone) % 3 = 0 then 'null' else value end)
                   from jsonb_each(shifted));
          exception when integrity_constraint_violation then
            begin
              execute format('insert into %s (%s) overriding system value select %2$s from jsonb_populate_record(null::%1$s, $1)',
                             relation.name, relation.columns) using shifted;
            exception when integrity_constraint_violation then null;
            end;
          end;
        end loop;
      end loop;
    end loop;
  end $$;
  set session_replication_role = origin`;

/**
 * Rows for tables that have fewer than two, so that lists of them have pages, too: what has no default and may not be null
 * is made up by its type, and, where a constraint has a list of words, by that. What another constraint refuses stays empty.
 */
export const madeUpRows = (schema: string, rows: number): string => `
  set session_replication_role = replica;
  do $$
  declare
    relation record;
    filled bigint;
    made jsonb;
  begin
    for relation in
      select c.oid, c.oid::regclass as name from pg_class c
      where c.relnamespace = '${schema}'::regnamespace and c.relkind = 'r'
    loop
      execute format('select count(*) from (select from %s limit 2) t', relation.name) into filled;
      continue when filled > 1;
      for n in 1..${rows} loop
        select coalesce(jsonb_object_agg(a.attname, case
            when words.first is not null then to_jsonb(words.first)
            when t.typcategory = 'A' then '[]'
            when t.typname in ('json', 'jsonb') then '{}'
            when t.typcategory = 'N' then to_jsonb(case when t.typname like 'float%' then 0.5 else n end)
            when t.typcategory = 'B' then to_jsonb(true)
            when t.typname = 'date' then to_jsonb(date '2024-01-01' + n)
            when t.typcategory = 'D' then to_jsonb('2024-01-01'::timestamptz + n * interval '1 day')
            when t.typcategory = 'T' then '"1 day"'
            when t.typname = 'bytea' then to_jsonb('\\x' || lpad(n::text, 64, '0'))
            else to_jsonb(left('x' || n, nullif(a.atttypmod - 4, -5))) end), '{}')
        into made
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        left join lateral (
          select substring(pg_get_constraintdef(k.oid) from $re$'([a-z_ ]+)'::text$re$) as first
          from pg_constraint k
          where k.conrelid = relation.oid and k.contype = 'c' and k.conkey = array[a.attnum]
            and pg_get_constraintdef(k.oid) like '%ANY (ARRAY%' limit 1) words on true
        where a.attrelid = relation.oid and a.attnum > 0 and not a.attisdropped and a.attnotnull and not a.atthasdef
          and a.attidentity = '' and a.attgenerated = '';
        begin
          execute format('insert into %s (%s) select %2$s from jsonb_populate_record(null::%1$s, $1)', relation.name,
                         (select string_agg(quote_ident(key), ', ') from jsonb_object_keys(made) key))
          using made;
        exception when data_exception or integrity_constraint_violation or syntax_error then null;
        end;
      end loop;
    end loop;
  end $$;
  set session_replication_role = origin`;
