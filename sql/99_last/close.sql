-- The end. Postgres lets PUBLIC execute every function that is made. It may execute none of ours: those that this
-- transaction has made or replaced. An adopted schema may hold others, which are left alone; and a default privilege
-- would also hold for what their owner makes later. What an object's own file has granted to a role stays.
drop procedure name_relation(regclass, name, text, text);
drop procedure describe_table(regclass, text);
drop procedure describe_columns(regclass, text[]);
drop procedure describe_other_columns(regclass, regclass[], name[]);

do $$
declare
  ours record;
begin
  for ours in
    select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = @schema_literal@::regnamespace and p.xmin = pg_current_xact_id()::xid
  loop
    execute format('revoke all on function %s from public', ours.signature);
  end loop;
end
$$;
