-- Roles belong to the cluster, not to a schema: a second installation finds them made. They cannot log in by
-- themselves; an administrator grants them to login roles (or gives them LOGIN and a password).
do $$
declare
  wanted text;
begin
  foreach wanted in array array['pgaugur_reader', 'pgaugur_operator', 'pgaugur_worker'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception
        when duplicate_object or unique_violation then null; -- made by another installation in this moment
        when insufficient_privilege then
          raise exception 'role % is missing and % may not create it', wanted, current_user
            using hint = format('Let an administrator run: create role %I nologin; grant %I to %I; '
                                'grant pgaugur_reader to pgaugur_operator;', wanted, wanted, current_user);
      end;
    end if;
    -- Whoever installs can act as each role: the workers and the API that run under this login switch to theirs.
    -- Since Postgres 16 the creator of a role is a member of it without the right to switch to it.
    if not pg_has_role(current_user, wanted,
                       case when current_setting('server_version_num')::integer >= 160000 then 'set' else 'member' end)
    then
      begin
        execute format('grant %I to current_user', wanted);
      exception when insufficient_privilege then
        raise exception '% may not switch to role %', current_user, wanted
          using hint = format('Let an administrator run: grant %I to %I; grant pgaugur_reader to pgaugur_operator;',
                              wanted, current_user);
      end;
    end if;
  end loop;

  -- The operator may read what the reader may.
  if not pg_has_role('pgaugur_operator', 'pgaugur_reader', 'usage') then
    begin
      grant pgaugur_reader to pgaugur_operator;
    exception when insufficient_privilege then
      raise exception '% may not grant pgaugur_reader to pgaugur_operator', current_user
        using hint = 'Let an administrator run: grant pgaugur_reader to pgaugur_operator;';
    end;
  end if;
end
$$;
