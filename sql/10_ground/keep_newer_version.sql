-- An older pgaugur that migrates a newer schema applies its own functions, and writes down its version last: there it
-- is refused, and all of its transaction is undone. Newer ones ask before they begin.
create or replace function keep_newer_version() returns trigger
language plpgsql
set search_path from current
as $$
begin
  if split_part(new.version, '-', 1)::integer < split_part(old.version, '-', 1)::integer then
    raise exception
      'schema "%" has version %, and version % is older: a newer schema is not put back, nothing was changed',
      tg_table_schema, old.version, new.version
      using hint = 'Upgrade pgaugur on this host.';
  end if;
  return new;
end
$$;

revoke all on function keep_newer_version() from public;

create or replace trigger keep_newer_version before update of logic_hash on pgaugur_version
  for each row execute function keep_newer_version();
