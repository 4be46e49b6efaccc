-- How calendars reach exchanges.
--
-- exchange_calendars is compared with what it was before, and only the difference is carried to exchange_holidays: a
-- row that a user has added, renamed or removed there stays added, renamed or removed.

-- An exchange appears, or says which one it is.
create or replace function take_over_calendar() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  exchange_ids integer[];
begin
  if tg_op = 'INSERT' then
    exchange_ids := array(select n.id from new_rows n);
  else
    exchange_ids := array(
      select n.id from old_rows o join new_rows n on n.id = o.id where o.mic_code is distinct from n.mic_code);
    delete from exchange_holidays h
    using old_rows o, exchange_calendars c
    where o.id = any (exchange_ids) and c.mic_code = calendar_code(o.mic_code)
      and h.exchange_id = o.id and h.holiday_date = c.holiday_date and h.name = c.name;
  end if;
  insert into exchange_holidays (exchange_id, holiday_date, name)
  select n.id, c.holiday_date, c.name
  from new_rows n join exchange_calendars c on c.mic_code = calendar_code(n.mic_code)
  where n.id = any (exchange_ids)
  on conflict do nothing;
  return null;
end
$$;

revoke all on function take_over_calendar() from public;

create or replace trigger take_over_calendar_on_insert after insert on exchanges
  referencing new table as new_rows
  for each statement execute function take_over_calendar();
create or replace trigger take_over_calendar_on_update after update on exchanges
  referencing old table as old_rows new table as new_rows
  for each statement execute function take_over_calendar();

-- A calendar gains or loses days.
create or replace function carry_calendar_to_exchanges() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  if tg_op = 'INSERT' then
    insert into exchange_holidays (exchange_id, holiday_date, name)
    select e.id, n.holiday_date, n.name
    from new_rows n join exchanges e on calendar_code(e.mic_code) = n.mic_code
    on conflict do nothing;
  else
    delete from exchange_holidays h
    using old_rows o, exchanges e
    where calendar_code(e.mic_code) = o.mic_code
      and h.exchange_id = e.id and h.holiday_date = o.holiday_date and h.name = o.name;
  end if;
  return null;
end
$$;

revoke all on function carry_calendar_to_exchanges() from public;

create or replace trigger carry_to_exchanges_on_insert after insert on exchange_calendars
  referencing new table as new_rows
  for each statement execute function carry_calendar_to_exchanges();
create or replace trigger carry_to_exchanges_on_delete after delete on exchange_calendars
  referencing old table as old_rows
  for each statement execute function carry_calendar_to_exchanges();

-- A calendar's day that moves is a day lost and another gained, and is written as such.
create or replace function refuse_update_of_calendar() returns trigger
language plpgsql
set search_path from current
as $$
begin
  raise exception 'rows of exchange_calendars are deleted and inserted, not updated: % of %',
    old.holiday_date, old.mic_code
    using errcode = 'feature_not_supported';
end
$$;

revoke all on function refuse_update_of_calendar() from public;

create or replace trigger refuse_update before update on exchange_calendars
  for each row execute function refuse_update_of_calendar();
