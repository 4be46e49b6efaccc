-- Whether row level security keeps every row of a table from workers: it is on, they are not above it, and no policy
-- lets them read. Which rows a policy leaves them, only the reading shows.
create or replace function rows_are_hidden(relation regclass)
returns boolean
language sql stable
set search_path from current
as $$
  select c.relrowsecurity and not r.rolsuper and not r.rolbypassrls
         and (c.relforcerowsecurity or not pg_has_role(r.oid, c.relowner, 'usage'))
         and not exists (
           select from pg_policy p
           where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
             and exists (select from unnest(p.polroles) granted
                         where granted = 0 or pg_has_role(r.oid, granted, 'usage')))
  from pg_class c, pg_roles r
  where c.oid = relation and r.rolname = 'pgaugur_worker'
$$;

comment on function rows_are_hidden(regclass) is
  E'@behavior -*\nWhether row level security keeps every row of a table from workers.';
grant execute on function rows_are_hidden(regclass) to pgaugur_operator, pgaugur_worker;
