-- What an operator types: functions that take a symbol. The symbol is looked up once, here, and the work is done by the
-- functions that take ids.

-- Levenshtein's distance, by Wagner and Fischer's table kept as one row. The extension that has it is not everywhere.
create or replace function edit_distance(one text, other text)
returns integer
language plpgsql immutable
set search_path from current
as $$
declare
  above integer[] := array(select generate_series(0, length(other)));
  row_above integer[];
begin
  for i in 1 .. length(one) loop
    row_above := above;
    above[1] := i;
    for j in 1 .. length(other) loop
      above[j + 1] := least(row_above[j + 1] + 1, above[j] + 1,
                            row_above[j] + (substr(one, i, 1) <> substr(other, j, 1))::integer);
    end loop;
  end loop;
  return above[length(other) + 1];
end
$$;

comment on function edit_distance(text, text) is 'How many letters have to be added, taken away or changed to make one text of the other.';

-- Symbols somebody may have meant: the same but for case and punctuation, then those that differ in a letter, or begin
-- alike. At most five.
create or replace function similar_symbols(symbol text)
returns text[]
language sql stable
set search_path from current
as $$
  select array_agg(near.symbol order by near.distance, near.symbol)
  from (
    select distinct i.symbol, d.distance
    from base_instruments i
    cross join lateral (
      select regexp_replace(upper(i.symbol), '[^A-Z0-9]', '', 'g') as known,
             regexp_replace(upper(similar_symbols.symbol), '[^A-Z0-9]', '', 'g') as wanted) t
    cross join lateral (
      select case
        when t.known = t.wanted then 0
        when length(t.wanted) > 1 and abs(length(t.known) - length(t.wanted)) <= 1 and edit_distance(t.known, t.wanted) = 1 then 1
        when length(t.wanted) > 1 and (t.known like t.wanted || '%' or (length(t.known) > 1 and t.wanted like t.known || '%')) then 2
      end as distance) d
    where d.distance is not null
    order by d.distance, i.symbol
    limit 5) near
$$;

comment on function similar_symbols(text) is 'Up to five symbols of instruments that somebody may have meant, closest first.';

-- The instrument of a symbol, where the exchange (its MIC code) has to be named only if two list the symbol.
create or replace function instrument_of(symbol text, exchange text default null)
returns integer
language plpgsql stable
set search_path from current
as $$
declare
  ids integer[];
  places text[];
  near text[];
begin
  select array_agg(i.id order by i.id), array_agg(coalesce(e.mic_code, 'no exchange') order by i.id) into ids, places
  from base_instruments i left join exchanges e on e.id = i.exchange_id
  where i.symbol = instrument_of.symbol and (instrument_of.exchange is null or e.mic_code = instrument_of.exchange);

  if cardinality(ids) = 1 then
    return ids[1];
  elsif ids is not null then
    raise exception 'symbol "%" is listed at %: name the exchange', symbol, array_to_string(places, ' and ')
      using errcode = 'ambiguous_parameter',
            hint = format('for example: exchange => %L', (select p from unnest(places) p where p <> 'no exchange' limit 1));
  end if;

  select array_agg(coalesce(e.mic_code, 'no exchange') order by i.id) into places
  from base_instruments i left join exchanges e on e.id = i.exchange_id
  where i.symbol = instrument_of.symbol;
  if places is not null then
    raise exception 'symbol "%" is not listed at "%", but at %', symbol, exchange, array_to_string(places, ' and ')
      using errcode = 'no_data_found';
  end if;
  if symbol is null then
    raise exception 'an instrument needs a symbol, got null' using errcode = 'null_value_not_allowed';
  end if;
  near := similar_symbols(symbol);
  raise exception 'no instrument with symbol "%"%', symbol,
    coalesce(': did you mean ' || array_to_string(near, ', ') || '?', '')
    using errcode = 'no_data_found';
end
$$;

comment on function instrument_of(text, text) is
  'The id of the instrument with a symbol. An error names close matches, or the exchanges that list the symbol.';

-- The run that was asked for, or why there is none: request_runs leaves paused and inactive instruments alone.
create or replace function request_run_of(symbol text, exchange text, reason text, kind text)
returns ml_pipeline_runs
language plpgsql volatile
set search_path from current
as $$
declare
  instrument integer := instrument_of(symbol, exchange);
  run ml_pipeline_runs;
begin
  if (select i.is_active is false from base_instruments i where i.id = instrument) then
    raise exception '% is not active (base_instruments.is_active): nothing runs for it', symbol
      using errcode = 'object_not_in_prerequisite_state';
  elsif (pipeline_policy(instrument)).is_paused then
    raise exception '% is paused', symbol
      using errcode = 'object_not_in_prerequisite_state', hint = format('resume(%L) ends the pause.', symbol);
  elsif not has_prices(instrument) then
    raise exception '% has no prices', symbol using errcode = 'object_not_in_prerequisite_state';
  elsif kind = 'prediction' and (serving_model(instrument)).id is null then
    raise exception '% has no model to predict with', symbol
      using errcode = 'object_not_in_prerequisite_state', hint = format('train(%L) asks for one.', symbol);
  end if;
  run := request_run(instrument, reason, kind);
  return run;
end
$$;

create or replace function train(symbol text, exchange text default null, reason text default 'training requested')
returns ml_pipeline_runs
language sql volatile security definer
set search_path from current
as $$
  select request_run_of(symbol, exchange, reason, 'training')
$$;

comment on function train(text, text, text) is
  'Asks for a training of the instrument with this symbol, due or not. Returns the run; an open one is followed by the training.';

create or replace function predict(symbol text, exchange text default null)
returns ml_pipeline_runs
language sql volatile security definer
set search_path from current
as $$
  select request_run_of(symbol, exchange, 'prediction requested', 'prediction')
$$;

comment on function predict(text, text) is
  'Asks for a run that scores what has no prediction yet by the serving model of the instrument. Returns the run.';

-- Not called pause_instrument: a driver that sends parameters without a type would pick the version that takes text.
create or replace function pause(symbol text, exchange text default null)
returns void
language sql volatile security definer
set search_path from current
as $$
  select pause_instrument(instrument_of(symbol, exchange))
$$;

comment on function pause(text, text) is 'As pause_instrument, by symbol.';

create or replace function resume(symbol text, exchange text default null)
returns ml_pipeline_runs
language sql volatile security definer
set search_path from current
as $$
  select resume_instrument(instrument_of(symbol, exchange))
$$;

comment on function resume(text, text) is 'As resume_instrument, by symbol.';

-- For charts and questions ("what would it have said in March?"): the serving model's predictions of sessions it has
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
    raise exception '% has no session from % to %: possible is % to %', symbol, from_date, to_date, first_there, last_there
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
  'Asks for predictions of past sessions by the serving model, where it has none. They get origin ''backfill'' and are part of no track record, since their outcomes were known. Returns the run.';
