-- What happens when holidays change.

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
    when 'TRUNCATE' then 'select id as exchange_id from exchanges'
    else '(select exchange_id, holiday_date from old_rows except select exchange_id, holiday_date from new_rows) '
         'union all '
         '(select exchange_id, holiday_date from new_rows except select exchange_id, holiday_date from old_rows)' end;
  exchange_ids integer[];
begin
  execute format('select array_agg(distinct exchange_id) from (%s) changed', changed_rows) into exchange_ids;
  if exchange_ids is not null then
    -- Counted once per exchange and session, not per prediction: thousands of instruments share them.
    with instruments as materialized (
      -- An exchange that has lost its last holiday follows its instruments' own series again.
      select i.id, i.exchange_id, trading_weekdays(i.id) as weekdays
      from base_instruments i where i.exchange_id = any (exchange_ids)
    ),
    open_predictions as materialized (
      select p.id, i.exchange_id, i.weekdays, p.prediction_date, p.prediction_horizon_days as horizon
      from instruments i join ml_predictions p on p.instrument_id = i.id
      where p.actual_class is null
    ),
    counted as materialized (
      select s.*, target_session(s.prediction_date, s.horizon, s.exchange_id, s.weekdays) as target_date,
             target_session(s.prediction_date, 1, s.exchange_id, s.weekdays) as entry_date
      from (select distinct exchange_id, weekdays, prediction_date, horizon from open_predictions) s
    )
    update ml_predictions p
    set target_date = c.target_date, entry_date = case when p.entry_date is not null then c.entry_date end,
        updated_at = clock_timestamp()
    from open_predictions o join counted c using (exchange_id, weekdays, prediction_date, horizon)
    where p.id = o.id and (p.target_date <> c.target_date or p.entry_date <> c.entry_date);
    perform request_runs_of_markets(exchange_ids, 'holidays changed');
  end if;
  return null;
end
$$;

revoke all on function follow_changed_holidays() from public;

create or replace trigger follow_changes_on_insert after insert on exchange_holidays
  referencing new table as new_rows
  for each statement execute function follow_changed_holidays();
create or replace trigger follow_changes_on_update after update on exchange_holidays
  referencing old table as old_rows new table as new_rows
  for each statement execute function follow_changed_holidays();
create or replace trigger follow_changes_on_delete after delete on exchange_holidays
  referencing old table as old_rows
  for each statement execute function follow_changed_holidays();
create or replace trigger follow_changes_on_truncate after truncate on exchange_holidays
  for each statement execute function follow_changed_holidays();
