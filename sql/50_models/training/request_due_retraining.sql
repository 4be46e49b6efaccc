-- The nightly controller: asks for a run where training is due although no price arrived to start one, where a
-- pooled model waits to be judged, and for the training of pools.
create or replace function request_due_retraining()
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  due integer[];
  requested integer;
  pool record;
begin
  select array_agg(m.instrument_id) into due
  from (select distinct instrument_id from ml_models) m
  where retraining_due(m.instrument_id) is not null;
  requested := (select count(*) from request_runs(due, 'retraining is due', 'training'));
  if exists (select from ml_pooled_models) then
    requested := requested + (
      select count(*)
      from request_runs(array(select i.id from base_instruments i where adoptable_model(i.id) is not null),
                        'the pool has a new model'));
  end if;
  for pool in select d.pool as name, d.reason from due_pools() d loop
    perform train_pool(pool.name, pool.reason);
    requested := requested + 1;
  end loop;
  return requested;
end
$$;

grant execute on function request_due_retraining() to pgaugur_worker;
