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
