-- When the record is computed again.

-- Whatever changes an outcome (settlement, a correction, a deletion) changes the records it is part of, in the same
-- transaction. Predictions that are still open change none.
create or replace function refresh_changed_track_records() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  changed_models bigint[];
  changed_instruments integer[];
begin
  if tg_op = 'TRUNCATE' then
    -- Of a partition, what others hold stays.
    delete from ml_track_record t
    where not exists (select from ml_predictions p where p.instrument_id = t.instrument_id);
  elsif tg_op = 'INSERT' then
    select array_agg(distinct n.model_id), array_agg(distinct n.instrument_id) into changed_models, changed_instruments
    from new_rows n where n.origin = 'live' and n.actual_class is not null;
  elsif tg_op = 'DELETE' then
    select array_agg(distinct o.model_id), array_agg(distinct o.instrument_id) into changed_models, changed_instruments
    from old_rows o where o.origin = 'live' and o.actual_class is not null;
  else
    select array_agg(distinct n.model_id), array_agg(distinct n.instrument_id) into changed_models, changed_instruments
    from old_rows o
    join new_rows n on n.id = o.id
    where (o.origin = 'live' and o.actual_class is not null or n.origin = 'live' and n.actual_class is not null)
      and (o.origin, o.actual_class, o.actual_return_7d, o.target_date, o.prediction_probability, o.trading_signal,
           o.growth_low, o.growth_high)
          is distinct from
          (n.origin, n.actual_class, n.actual_return_7d, n.target_date, n.prediction_probability, n.trading_signal,
           n.growth_low, n.growth_high);
  end if;
  if changed_models is not null then
    perform refresh_track_record(changed_models, changed_instruments);
  end if;
  return null;
end
$$;

revoke all on function refresh_changed_track_records() from public;

-- A statement calls the triggers of the table that it names and of no other, so partitions have them, too.
do $$
declare
  predictions regclass;
begin
  for predictions in
    select p.relid from pg_partition_tree('ml_predictions') p union select 'ml_predictions'::regclass
  loop
    execute format(
      'create or replace trigger refresh_track_record_on_insert after insert on %1$s
         referencing new table as new_rows
         for each statement execute function refresh_changed_track_records();
       create or replace trigger refresh_track_record_on_update after update on %1$s
         referencing old table as old_rows new table as new_rows
         for each statement execute function refresh_changed_track_records();
       create or replace trigger refresh_track_record_on_delete after delete on %1$s
         referencing old table as old_rows
         for each statement execute function refresh_changed_track_records();
       create or replace trigger refresh_track_record_on_truncate after truncate on %1$s
         for each statement execute function refresh_changed_track_records()',
      predictions);
  end loop;
end
$$;

-- Records of an installation that settled predictions before there was a record, once.
select refresh_track_record(array_agg(distinct p.model_id), array_agg(distinct p.instrument_id))
from ml_predictions p
where p.origin = 'live' and p.actual_class is not null
  and not exists (select from ml_track_record t where t.model_id = p.model_id)
having count(*) > 0;
