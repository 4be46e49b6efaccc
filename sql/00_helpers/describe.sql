-- How things are described: the comment of a table, view, column, type or function is its description in GraphQL, and
-- what people read when they open the API. Lines of a comment that begin with @ are smart tags
-- (https://postgraphile.org/postgraphile/5/smart-tags), and stand first: they name relations, state keys of views, say
-- that a view's column is never null (@notNull), and hide what is nobody's business (@behavior -*). Each object has one
-- comment, in its own file.
--
-- Conventions: a session is a trading day of the instrument's exchange; "7d" and "days" are sessions; a return is a
-- fraction (0.02 is two percent up), a growth is a ratio of closes (1.02 is two percent up); an interval is one of
-- 95 %; null means not known.
--
-- The procedures here are for the files of sql/ alone: 99_last/close.sql drops them again. Without "or replace": a
-- procedure of that name in an adopted schema is somebody else's.

-- What a relation is called on the table that has the foreign key, and on the one it refers to. The key is found by its
-- column, because adopted tables name their constraints as they like, or have none.
create procedure name_relation(relation regclass, key_column name, field text, foreign_field text)
language plpgsql
set search_path from current
as $$
declare
  key name;
begin
  for key in
    select c.conname
    from pg_constraint c
    join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
    where c.conrelid = relation and c.contype = 'f' and a.attname = key_column
  loop
    execute format('comment on constraint %I on %s is %L', key, relation,
                   format(E'@fieldName %s\n@foreignFieldName %s', field, foreign_field));
  end loop;
end
$$;

-- The description of a table that may have been adopted, and may then be a foreign one.
create procedure describe_table(relation regclass, description text)
language plpgsql
set search_path from current
as $$
declare
  kind constant text := case (select relkind from pg_class where oid = relation)
    when 'f' then 'foreign table' else 'table' end;
begin
  execute format('comment on %s %s is %L', kind, relation, description);
end
$$;

-- Descriptions of the columns of a table that may have been adopted: pairs of a column and what it is. A column that is
-- not there is passed over.
create procedure describe_columns(relation regclass, descriptions text[])
language plpgsql
set search_path from current
as $$
declare
  described text[];
begin
  foreach described slice 1 in array descriptions loop
    if exists (select from pg_attribute a
               where a.attrelid = relation and a.attname = described[1] and not a.attisdropped) then
      execute format('comment on column %s.%I is %L', relation, described[1], described[2]);
    end if;
  end loop;
end
$$;

-- Descriptions of the columns that show what another table has: what the first of the given tables that has a column of
-- that name says there. To be called last in an object's file: it is for the columns that this transaction has not
-- described before. Of their tags those go with it that say what values there are (@set, @shape); those of not_null get
-- @notNull.
create procedure describe_other_columns(relation regclass, as_in regclass[], not_null name[] default '{}')
language plpgsql
set search_path from current
as $$
declare
  other record;
begin
  for other in
    select a.attname as name, nullif(concat_ws(E'\n', tag.text, source.tags, source.description), '') as comment
    from pg_attribute a
    cross join lateral (select case when a.attname = any (not_null) then '@notNull' end as text) tag
    left join lateral (
      select nullif(regexp_replace(col_description(s.attrelid, s.attnum), '^(@[^\n]*(\n|$))*', ''), '') as description,
             (select string_agg(line, E'\n')
              from regexp_split_to_table(col_description(s.attrelid, s.attnum), '\n') line
              where line ~ '^@(set|shape) ') as tags
      from unnest(as_in) with ordinality as o (relation, place)
      join pg_attribute s on s.attrelid = o.relation and s.attname = a.attname and not s.attisdropped
      order by o.place
      limit 1) source on true
    where a.attrelid = describe_other_columns.relation and a.attnum > 0 and not a.attisdropped
      and not exists (
        select from pg_description d
        where d.classoid = 'pg_class'::regclass and d.objoid = a.attrelid and d.objsubid = a.attnum
          and d.xmin = pg_current_xact_id()::xid)
  loop
    execute format('comment on column %s.%I is %L', relation, other.name, other.comment);
  end loop;
end
$$;
