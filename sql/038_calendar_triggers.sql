-- How calendars reach exchanges, and what happens when holidays change.
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
    where o.id = any (exchange_ids) and c.mic_code = o.mic_code
      and h.exchange_id = o.id and h.holiday_date = c.holiday_date and h.name = c.name;
  end if;
  insert into exchange_holidays (exchange_id, holiday_date, name)
  select n.id, c.holiday_date, c.name
  from new_rows n join exchange_calendars c on c.mic_code = n.mic_code
  where n.id = any (exchange_ids)
  on conflict do nothing;
  return null;
end
$$;

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
    from new_rows n join exchanges e on e.mic_code = n.mic_code
    on conflict do nothing;
  else
    delete from exchange_holidays h
    using old_rows o, exchanges e
    where e.mic_code = o.mic_code
      and h.exchange_id = e.id and h.holiday_date = o.holiday_date and h.name = o.name;
  end if;
  return null;
end
$$;

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
  raise exception 'rows of exchange_calendars are deleted and inserted, not updated: % of %', old.holiday_date, old.mic_code
    using errcode = 'feature_not_supported';
end
$$;

create or replace trigger refuse_update before update on exchange_calendars
  for each row execute function refuse_update_of_calendar();

-- Holidays in force change: target dates that are still to come are counted again, and the instruments of the exchange
-- are asked for, because the calendar is part of their features.
create or replace function follow_changed_holidays() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  changed_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    else '(select exchange_id, holiday_date from old_rows except select exchange_id, holiday_date from new_rows) union all '
         '(select exchange_id, holiday_date from new_rows except select exchange_id, holiday_date from old_rows)' end;
  exchange_ids integer[];
begin
  execute format('select array_agg(distinct exchange_id) from (%s) changed', changed_rows) into exchange_ids;
  if exchange_ids is not null then
    -- Counted once per exchange and session, not per prediction: thousands of instruments share them.
    with open_predictions as materialized (
      select p.id, i.exchange_id, p.prediction_date, p.prediction_horizon_days as horizon
      from base_instruments i join ml_predictions p on p.instrument_id = i.id
      where i.exchange_id = any (exchange_ids) and p.actual_class is null
    ),
    counted as materialized (
      select s.*, target_session(s.prediction_date, s.horizon, s.exchange_id) as target_date,
             target_session(s.prediction_date, 1, s.exchange_id) as entry_date
      from (select distinct exchange_id, prediction_date, horizon from open_predictions) s
    )
    update ml_predictions p
    set target_date = c.target_date, entry_date = case when p.entry_date is not null then c.entry_date end,
        updated_at = clock_timestamp()
    from open_predictions o join counted c using (exchange_id, prediction_date, horizon)
    where p.id = o.id and (p.target_date <> c.target_date or p.entry_date <> c.entry_date);
    perform request_runs_of_markets(exchange_ids, 'holidays changed');
  end if;
  return null;
end
$$;

create or replace trigger follow_changes_on_insert after insert on exchange_holidays
  referencing new table as new_rows
  for each statement execute function follow_changed_holidays();
create or replace trigger follow_changes_on_update after update on exchange_holidays
  referencing old table as old_rows new table as new_rows
  for each statement execute function follow_changed_holidays();
create or replace trigger follow_changes_on_delete after delete on exchange_holidays
  referencing old table as old_rows
  for each statement execute function follow_changed_holidays();
