-- For charts and questions ("what would it have said in March?"): the scoring model's predictions of sessions it has
-- none for, also of those it learned from. They are marked as backfill and never counted.
create or replace function backfill(symbol text, from_date date, to_date date, exchange text default null)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  instrument integer := instrument_of(symbol, exchange);
  first_there date;
  last_there date;
begin
  if from_date is null or to_date is null then
    raise exception 'backfill of % needs two dates, got % and %', symbol, from_date, to_date
      using errcode = 'null_value_not_allowed';
  elsif from_date > to_date then
    raise exception 'backfill of % goes from an earlier date to a later one, got % to %', symbol, from_date, to_date
      using errcode = 'invalid_parameter_value';
  end if;
  select min(b.trading_date), max(b.trading_date) into first_there, last_there
  from price_bars b where b.instrument_id = instrument;
  if first_there is null then
    raise exception '% has no prices', symbol using errcode = 'object_not_in_prerequisite_state';
  elsif not exists (
    select from price_bars b
    where b.instrument_id = instrument and b.trading_date between from_date and to_date)
  then
    raise exception '% has no session from % to %: possible is % to %',
      symbol, from_date, to_date, first_there, last_there
      using errcode = 'no_data_found';
  end if;
  -- As far as there are sessions: "infinity" and the year 20261 are dates to Postgres only, and would fail every run.
  from_date := greatest(from_date, first_there);
  to_date := least(to_date, last_there);
  insert into ml_backfill_requests (instrument_id, first_session, last_session)
  values (instrument, from_date, to_date);
  return request_run_of(symbol, exchange, format('backfill %s to %s', from_date, to_date), 'prediction');
end
$$;

comment on function backfill(text, date, date, text) is
  'Asks for predictions of past sessions by the scoring model, where it has none. They get origin ''backfill'' and are '
  'part of no track record, since their outcomes were known. Returns the run.';
grant execute on function backfill(text, date, date, text) to pgaugur_operator;
