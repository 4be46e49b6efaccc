-- What happens when prices change. Three kinds of trigger (watch_price_tables makes those of the second):
--   1. before insert or update: the derived date columns fill themselves;
--   2. after each statement, with transition tables: one row in ml_run_requests for the instruments it touched; alike
--      before a TRUNCATE, which has none;
--   3. when the transaction commits: the collected requests become runs, instruments in ascending order.
-- The client's transaction therefore holds no lock on a run while it is open, two clients that load the same
-- instruments in different orders cannot deadlock here, and a rolled back insert leaves nothing.
-- All run with the owner's rights: whoever inserts prices needs no right beyond that.

-- One trigger function for all three events of both tables and their partitions. Arguments: the instrument's column,
-- then the columns whose change matters. An UPDATE that writes the values that were there before asks for nothing.
create or replace function request_runs_for_changed_prices() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  instrument_column constant text := quote_ident(tg_argv[0]);
  bar_columns constant text := array_to_string(tg_argv, ', ');
  touched_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    else format('(select %1$s from old_rows except all select %1$s from new_rows) union all '
                '(select %1$s from new_rows except all select %1$s from old_rows)', bar_columns)
  end;
  touched_instruments integer[];
begin
  execute format('select array_agg(distinct %s) from (%s) touched', instrument_column, touched_rows)
    into touched_instruments;
  if touched_instruments is not null then
    insert into ml_run_requests (instrument_ids, reason)
    values (touched_instruments,
            case tg_op when 'INSERT' then 'prices inserted'
                       when 'UPDATE' then 'prices corrected'
                       else 'prices deleted' end);
  end if;
  return null;
end
$$;

revoke all on function request_runs_for_changed_prices() from public;

-- TRUNCATE is a deletion of all rows, and the instruments that had some are asked for like after one. Before it
-- happens, because there is no transition table, and afterwards nothing says whose rows they were.
create or replace function request_runs_for_truncated_prices() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  touched_instruments integer[];
begin
  execute format('select array_agg(i.id) from base_instruments i where exists (select from %s p where p.%I = i.id)',
                 tg_relid::regclass, tg_argv[0])
    into touched_instruments;
  if touched_instruments is not null then
    insert into ml_run_requests (instrument_ids, reason) values (touched_instruments, 'prices deleted');
  end if;
  return null;
end
$$;

revoke all on function request_runs_for_truncated_prices() from public;
