-- The table or view that is meant, which a name without a schema says of ours and of public; null where there is none.
create or replace function source_relation(relation text)
returns regclass
language plpgsql stable
set search_path from current
as $$
begin
  return coalesce(to_regclass(relation),
                  case when relation not like '%.%' then to_regclass('public.' || relation) end);
exception when syntax_error or invalid_name or feature_not_supported then
  return null;
end
$$;

comment on function source_relation(text) is E'@behavior -*\nThe table or view of a name; null where there is none.';
grant execute on function source_relation(text) to pgaugur_operator, pgaugur_worker;
