-- The time zone that a text names, and null where it names none that can be relied on: a name of the tz database, with
-- a region or one of the few words without. Abbreviations are none: Postgres takes EST and CET for a fixed offset, an
-- hour off in summer, IST for Israel's and CST for Chicago's. Neither are POSIX forms such as UTC-5, which mean the
-- opposite of what they seem to.
create or replace function time_zone_of(name text)
returns text
language sql immutable
set search_path from current
as $$
  select case when name ~ '^[A-Za-z_]+(/[A-Za-z_-]+)+$' or name ~ '^[A-Z][a-z]{3,}$'
                or upper(name) in ('UTC', 'GMT', 'GB', 'NZ', 'PRC', 'ROC', 'ROK')
              then name end
$$;

comment on function time_zone_of(text) is
  E'@behavior -*\n'
  'The time zone that a text names: a name of the tz database (Europe/Warsaw, Japan, UTC); null for abbreviations '
  '(EST) and for POSIX forms (UTC-5).';
grant execute on function time_zone_of(text) to pgaugur_reader, pgaugur_worker;
