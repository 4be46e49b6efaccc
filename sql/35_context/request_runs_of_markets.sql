-- What happens when not prices but the indices that stand beside them change: their instruments are asked for, by the
-- same requests that become runs at commit. A run that finds nothing changed writes nothing.

-- Asks for the instruments with prices of the given exchanges; null among them means every exchange.
create or replace function request_runs_of_markets(exchange_ids integer[], reason text)
returns void
language sql volatile
set search_path from current
as $$
  insert into ml_run_requests (instrument_ids, reason)
  select array_agg(i.id), request_runs_of_markets.reason
  from base_instruments i
  where (i.exchange_id = any (exchange_ids) or array_position(exchange_ids, null) is not null) and has_prices(i.id)
  having count(*) > 0
$$;

revoke all on function request_runs_of_markets(integer[], text) from public;

-- Which indices an exchange looks at, or every exchange.
create or replace function request_runs_for_changed_context() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  changed_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    when 'TRUNCATE' then 'select null::integer as exchange_id'
    else 'select * from old_rows union all select * from new_rows' end;
  exchange_ids integer[];
begin
  execute format('select array_agg(exchange_id) from (%s) changed', changed_rows) into exchange_ids;
  perform request_runs_of_markets(exchange_ids, 'market context changed');
  return null;
end
$$;

revoke all on function request_runs_for_changed_context() from public;

create or replace trigger request_runs_on_insert after insert on ml_context_indices
  referencing new table as new_rows
  for each statement execute function request_runs_for_changed_context();
create or replace trigger request_runs_on_update after update on ml_context_indices
  referencing old table as old_rows new table as new_rows
  for each statement execute function request_runs_for_changed_context();
create or replace trigger request_runs_on_delete after delete on ml_context_indices
  referencing old table as old_rows
  for each statement execute function request_runs_for_changed_context();
create or replace trigger request_runs_on_truncate after truncate on ml_context_indices
  for each statement execute function request_runs_for_changed_context();

-- An index that is renamed, moved, switched off or removed: what looked at it is not known any more, so everyone is
-- asked.
create or replace function request_runs_for_changed_index() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  is_touched boolean;
begin
  if tg_op = 'DELETE' then
    is_touched := exists (select from old_rows where lower(instrument_type::text) = 'index');
  else
    is_touched := exists (
      select from old_rows o join new_rows n on n.id = o.id
      where 'index' in (lower(o.instrument_type::text), lower(n.instrument_type::text))
        and (o.symbol, o.instrument_type, o.exchange_id, o.is_active)
            is distinct from (n.symbol, n.instrument_type, n.exchange_id, n.is_active));
  end if;
  if is_touched then
    perform request_runs_of_markets(array[null::integer], 'an index changed');
  end if;
  return null;
end
$$;

revoke all on function request_runs_for_changed_index() from public;

create or replace trigger request_runs_on_update after update on base_instruments
  referencing old table as old_rows new table as new_rows
  for each statement execute function request_runs_for_changed_index();
create or replace trigger request_runs_on_delete after delete on base_instruments
  referencing old table as old_rows
  for each statement execute function request_runs_for_changed_index();

-- An exchange whose trading ends at another time: who looks at whose same session is another question for everyone, as
-- soon as there is an index to look at.
create or replace function request_runs_for_changed_closing_time() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  if exists (
    select from old_rows o join new_rows n on n.id = o.id
    where (o.market_close, o.timezone, o.country_id) is distinct from (n.market_close, n.timezone, n.country_id))
    and (exists (select from base_instruments i where lower(i.instrument_type::text) = 'index')
         or exists (select from ml_context_indices))
  then
    perform request_runs_of_markets(array[null::integer], 'closing times changed');
  end if;
  return null;
end
$$;

revoke all on function request_runs_for_changed_closing_time() from public;

create or replace trigger request_runs_on_update after update on exchanges
  referencing old table as old_rows new table as new_rows
  for each statement execute function request_runs_for_changed_closing_time();
