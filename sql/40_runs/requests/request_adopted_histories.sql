-- Prices that were there before the triggers were: nobody asked for their runs yet. At the end of a migration, where
-- reconcile_prices would read all prices while it holds locks, and would ask for every instrument of a release that did
-- not write down yet what its runs had looked at. What this leaves out, the night finds.
create or replace function request_adopted_histories()
returns setof ml_pipeline_runs
language plpgsql volatile
set search_path from current
as $$
begin
  return query
  select * from request_runs(
    (select array_agg(i.id) from base_instruments i
     where has_prices(i.id) and not exists (select from ml_pipeline_runs r where r.instrument_id = i.id)),
    'prices were there before pgaugur');
end
$$;

revoke all on function request_adopted_histories() from public;
