-- From the ledger of external predictions to predictions. Refused where it is written: what names no instrument, no
-- session, no probability. Judged at commit: whether it was said in time.

create or replace function take_external_prediction() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  listed integer;
  newest date;
begin
  perform refuse_model_name(new.model);
  -- Named by its id only where we score a registered model: nobody else may write that column.
  new.instrument_id := coalesce(new.instrument_id, instrument_of(new.symbol, new.exchange));
  if new.probability is null or not (new.probability >= 0 and new.probability <= 1) then
    raise exception 'external prediction of model "%" for % on %: the probability must be from 0 to 1, got %',
      new.model, new.symbol, coalesce(new.session::text, 'null'), coalesce(new.probability::text, 'null')
      using errcode = 'check_violation';
  end if;
  if new.session is null or not isfinite(new.session) then
    raise exception 'external prediction of model "%" for %: the session must be a date, got %',
      new.model, new.symbol, coalesce(new.session::text, 'null') using errcode = 'datetime_field_overflow';
  end if;
  -- A session whose bar is not stored yet may be spoken of, if the calendar knows it and it has begun somewhere.
  if not exists (
    select from price_bars b where b.instrument_id = new.instrument_id and b.trading_date = new.session)
  then
    select max(b.trading_date) into newest from price_bars b where b.instrument_id = new.instrument_id;
    select i.exchange_id into listed from base_instruments i where i.id = new.instrument_id;
    if new.session > (clock_timestamp() at time zone 'UTC')::date + 1 then
      raise exception 'external prediction of model "%" for %: session % lies in the future', new.model, new.symbol,
        new.session using errcode = 'check_violation';
    elsif newest is null or new.session < newest
      or target_session(new.session - 1, 1, listed, trading_weekdays(new.instrument_id)) <> new.session
    then
      raise exception 'external prediction of model "%" for %: % is no session of it', new.model, new.symbol,
        new.session using errcode = 'check_violation',
        hint = coalesce('Its newest session with prices is ' || newest || '.', 'It has no prices yet.');
    end if;
  end if;
  new.inserted_at := clock_timestamp();
  new.origin := 'claim';
  return new;
end
$$;

revoke all on function take_external_prediction() from public;

create or replace trigger take_external_prediction before insert on external_predictions
  for each row execute function take_external_prediction();

-- At the end of the transaction: one that is held open until the outcome is known has said nothing in time.
create or replace function enter_external_prediction() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  said_at constant timestamptz := clock_timestamp();
  horizon constant integer := 7;
  model constant ml_models := external_model(new.instrument_id, new.model);
  kind constant text := case prediction_origin(new.instrument_id, new.session, horizon, said_at)
                          when 'live' then 'live' else 'claim' end;
begin
  update external_predictions e set origin = kind, inserted_at = said_at where e.id = new.id;
  insert into ml_predictions (
    model_id, instrument_id, origin, prediction_date, target_date, prediction_horizon_days, trading_date_epoch,
    predicted_class, prediction_probability, prediction_confidence, trading_signal, signal_strength, entry_date,
    created_at, growth_low, growth_median, growth_high, growth_coverage)
  select model.id, i.id, kind, new.session, target_session(new.session, horizon, i.exchange_id, w.weekdays), horizon,
         extract(epoch from new.session)::bigint, new.probability >= 0.5, new.probability,
         greatest(new.probability, 1 - new.probability),
         trading_signal((select s.signals from model_signals s where s.model_id = model.id), new.probability,
                        p.probability_threshold, model.training_base_rate),
         abs(new.probability - 0.5) * 2, target_session(new.session, 1, i.exchange_id, w.weekdays), said_at,
         lender.growth_low, lender.growth_median, lender.growth_high, lender.growth_coverage
  from base_instruments i
  cross join trading_weekdays(i.id) as w (weekdays)
  cross join pipeline_policy(i.id) p
  left join ml_predictions lender on lender.id = lent_by(i.id, new.session)
  where i.id = new.instrument_id;
  if kind = 'live' then
    perform complete_external_predictions(new.instrument_id);
  end if;
  return null;
end
$$;

revoke all on function enter_external_prediction() from public;

do $$
begin
  if not exists (select from pg_trigger t
                 where t.tgrelid = 'external_predictions'::regclass and t.tgname = 'enter_external_prediction') then
    create constraint trigger enter_external_prediction after insert on external_predictions
      deferrable initially deferred for each row execute function enter_external_prediction();
  end if;
end
$$;

-- What was said stays said; only with its instrument a row goes, and only the trigger above writes into it. TRUNCATE is
-- judged when it is done: with all instruments, their rows go.
create or replace function refuse_to_unsay() returns trigger
language plpgsql
set search_path from current
as $$
begin
  if tg_op = 'TRUNCATE' and not exists (select from base_instruments) then
    return null;
  end if;
  raise exception 'external_predictions: what was said is not changed (% refused)', lower(tg_op)
    using errcode = 'insufficient_privilege', hint = 'A better model is a new name.';
end
$$;

revoke all on function refuse_to_unsay() from public;

create or replace trigger refuse_to_unsay before update or delete on external_predictions
  for each statement when (pg_trigger_depth() = 0) execute function refuse_to_unsay();
create or replace trigger refuse_to_truncate after truncate on external_predictions
  for each statement execute function refuse_to_unsay();
