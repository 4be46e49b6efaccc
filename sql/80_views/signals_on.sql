-- What the system said after a session, and what came of it. The first live prediction counts, as in the track record
-- of an instrument: it is what people read that evening. What was scored later is named, and shows no signal.
create or replace function signals_on(
  session date,
  out instrument_id integer, out symbol text, out trading_signal text, out probability double precision,
  out said_at timestamptz, out entry_date date, out target_date date, out growth double precision,
  out was_right boolean, out prediction_id bigint, out model_id bigint, out model_name text, out not_known text)
returns setof record
language plpgsql stable
set search_path from current
as $$
declare
  before date;
begin
  if not exists (select from price_bars b where b.trading_date = signals_on.session) then
    select max(b.trading_date) into before from price_bars b where b.trading_date < signals_on.session;
    raise exception 'signals_on: no instrument has a session on %', coalesce(signals_on.session::text, 'null')
      using errcode = 'no_data_found',
            hint = coalesce('The one before is ' || before || '.', 'There are no prices before it.');
  end if;
  return query
  select i.id, i.symbol::text, said.signal::text, said.probability, said.created_at, said.entry_date, said.target_date,
         said.actual_growth_7d, said.class = said.actual_class, said.id, said.model_id, m.model_name::text,
         case when said.id is not null then null
              when later.origin is null and first_model.at is null then 'there is no model'
              when later.origin is null and (first_model.at at time zone 'UTC')::date > signals_on.session then
                format('its first model is of %s', (first_model.at at time zone 'UTC')::date)
              when later.origin is null then 'no prediction of it is stored'
              when later.origin = 'holdout' then
                format('only a test of %s speaks of it, from a model that was made on %s', later.model_name,
                       (later.created_at at time zone 'UTC')::date)
              else format('it was scored on %s only, after the open it speaks of',
                          (later.created_at at time zone 'UTC')::date) end
  from base_instruments i
  left join lateral (
    select p.id, p.model_id, p.created_at, p.entry_date, p.target_date, p.actual_growth_7d, p.actual_class,
           coalesce(p.first_probability, p.prediction_probability) as probability,
           coalesce(p.first_signal, p.trading_signal) as signal, coalesce(p.first_class, p.predicted_class) as class
    from ml_predictions p join ml_models o on o.id = p.model_id and o.scope <> 'external'
    where p.instrument_id = i.id and p.prediction_date = signals_on.session and p.origin = 'live'
    order by p.id
    limit 1) said on true
  left join ml_models m on m.id = said.model_id
  left join lateral (
    select p.origin, p.created_at, n.model_name
    from ml_predictions p join ml_models n on n.id = p.model_id and n.scope <> 'external'
    where said.id is null and p.instrument_id = i.id and p.prediction_date = signals_on.session
    order by p.origin = 'holdout', p.id
    limit 1) later on true
  left join lateral (
    select min(n.created_at) as at
    from ml_models n
    where said.id is null and n.instrument_id = i.id and n.scope <> 'external') first_model on true
  where exists (
    select from price_bars b where b.instrument_id = i.id and b.trading_date = signals_on.session)
     or said.id is not null
  order by abs(said.probability - 0.5) desc nulls last, i.symbol, i.id;
end
$$;

comment on function signals_on(date) is
  E'@column instrument_id The instrument.\n'
  '@column symbol Its symbol.\n'
  '@column trading_signal BUY, HOLD or SELL, as it was said first; null where nothing was said in time.\n'
  '@column probability Probability that the close seven sessions ahead is higher, as it was said first.\n'
  '@column said_at When it was written: before the open of entry_date.\n'
  '@column entry_date The session at whose open it could first be acted on.\n'
  '@column target_date The seventh session after it.\n'
  '@column growth Ratio of the two closes, once the seventh session has come.\n'
  '@column was_right Whether the predicted direction came; null until then.\n'
  '@column prediction_id The prediction.\n'
  '@column model_id The model that served then.\n'
  '@column model_name Its name.\n'
  '@column not_known Why nothing is shown of an instrument; null where something was said in time.\n'
  'What was said live after a session, of each instrument that has a bar of it: first as it was said, before later '
  'corrections, strongest first, with what came of it. Whether a signal was usable then is not kept.';
grant execute on function signals_on(date) to pgaugur_reader, pgaugur_worker;
