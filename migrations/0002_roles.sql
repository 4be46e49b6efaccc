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
            using hint = format('Let an administrator run: create role %I nologin; grant %I to %I;',
                                wanted, wanted, current_user);
      end;
    end if;
    -- Whoever installs can act as each role: the workers and the API that run under this login switch to theirs.
    if not pg_has_role(current_user, wanted, 'member') then
      execute format('grant %I to current_user', wanted);
    end if;
  end loop;
end
$$;
