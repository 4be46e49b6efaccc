-- The functions, views, triggers and grants of the release whose last migration is 0006_validation.sql: what an
-- installation in use has when it is upgraded. Its files one after the other, as they were; never edited.

-- 010_calendar.sql

-- Sessions of an exchange, as far as they can be known ahead: Monday to Friday, less the listed holidays.
create or replace function target_session(session date, sessions_ahead integer, exchange_id integer default null)
returns date
language sql stable
set search_path from current
as $$
  select day::date
  from generate_series(
         session + 1,
         session + sessions_ahead * 2 + 30, -- room for weekends and a month of holidays
         interval '1 day') as day
  where extract(isodow from day) < 6
    and not exists (
      select from exchange_holidays h
      where h.exchange_id = target_session.exchange_id and h.holiday_date = day::date)
  order by day
  limit 1 offset sessions_ahead - 1
$$;

comment on function target_session(date, integer, integer) is
  'The session that lies the given number of sessions after a session, by weekdays and the exchange''s holidays.';

-- 015_bars.sql

-- Daily bars of every instrument, whichever table they were inserted into.
create or replace view price_bars as
select stock_id as instrument_id, trading_date_local as trading_date,
       open_price, high_price, low_price, close_price, coalesce(volume, 0) as volume
from stock_prices
union all
select index_id, trading_date_local, open_value, high_value, low_value, close_value, coalesce(trading_volume, 0)
from index_prices;

comment on view price_bars is
  'Daily bars of all instruments: stock_prices and index_prices under one set of column names.';

-- 020_price_triggers.sql

-- What happens when prices change. Three kinds of trigger:
--   1. before insert or update: the derived date columns fill themselves;
--   2. after each statement, with transition tables: one row in ml_run_requests for the instruments it touched;
--   3. when the transaction commits: the collected requests become runs, instruments in ascending order.
-- The client's transaction therefore holds no lock on a run while it is open, two clients that load the same
-- instruments in different orders cannot deadlock here, and a rolled back insert leaves nothing.
-- All run with the owner's rights: whoever inserts prices needs no right beyond that.

create or replace function fill_session_columns() returns trigger
language plpgsql
set search_path from current
as $$
begin
  if tg_op = 'UPDATE' and new.trading_date_local is distinct from old.trading_date_local then
    -- The session moved: what was derived from it is derived again, what the client set itself stays.
    if new.trading_date_utc = old.trading_date_utc then new.trading_date_utc := null; end if;
    if new.trading_date_epoch = old.trading_date_epoch then new.trading_date_epoch := null; end if;
    if new.trading_datetime_utc = old.trading_datetime_utc then new.trading_datetime_utc := null; end if;
    if new.trading_datetime_epoch = old.trading_datetime_epoch then new.trading_datetime_epoch := null; end if;
  end if;
  new.trading_date_utc := coalesce(new.trading_date_utc, new.trading_date_local);
  new.trading_date_epoch := coalesce(new.trading_date_epoch, extract(epoch from new.trading_date_utc)::bigint);
  new.trading_datetime_utc := coalesce(new.trading_datetime_utc, new.trading_date_utc::timestamp at time zone 'UTC');
  new.trading_datetime_epoch := coalesce(new.trading_datetime_epoch, extract(epoch from new.trading_datetime_utc)::bigint);
  return new;
end
$$;

-- One trigger function for all three events of both tables. Arguments: the instrument's column, then the columns
-- whose change matters. An UPDATE that writes the values that were there before asks for nothing.
create or replace function request_runs_for_changed_prices() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  instrument_column constant text := quote_ident(tg_argv[0]);
  bar_columns constant text := array_to_string(tg_argv, ', ');
  touched_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    else format('(select %1$s from old_rows except all select %1$s from new_rows) union all '
                '(select %1$s from new_rows except all select %1$s from old_rows)', bar_columns)
  end;
  touched_instruments integer[];
begin
  execute format('select array_agg(distinct %s) from (%s) touched', instrument_column, touched_rows)
    into touched_instruments;
  if touched_instruments is not null then
    insert into ml_run_requests (instrument_ids, reason)
    values (touched_instruments,
            case tg_op when 'INSERT' then 'prices inserted'
                       when 'UPDATE' then 'prices corrected'
                       else 'prices deleted' end);
  end if;
  return null;
end
$$;

-- At commit. The first request row to fire takes all of its transaction's requests; the others find none left.
create or replace function open_requested_runs() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  touched_instruments integer[];
  reasons text;
begin
  with taken as (
    delete from ml_run_requests where transaction_id = pg_current_xact_id() returning id, instrument_ids, reason
  )
  select array_agg(distinct instrument_id), (select string_agg(distinct reason, ', ') from taken)
    into touched_instruments, reasons
  from taken, unnest(instrument_ids) as instrument_id;
  if touched_instruments is not null then
    -- Indices are part of the features of others.
    if exists (
      select from base_instruments i
      where i.id = any (touched_instruments)
        and (i.instrument_type = 'index'
             or exists (select from ml_context_indices c where i.id in (c.index_id, c.volatility_index_id))))
    then
      touched_instruments := array(
        select unnest(touched_instruments) union select context_dependents(touched_instruments));
    end if;
    -- One call for all of them, or the order of the locks would depend on the reasons.
    perform request_runs(touched_instruments, reasons);
  end if;
  return null;
end
$$;

do $$
declare
  prices record;
begin
  for prices in
    select * from (values
      ('stock_prices',
       array['stock_id', 'trading_date_local', 'open_price', 'high_price', 'low_price', 'close_price', 'volume']),
      ('index_prices',
       array['index_id', 'trading_date_local', 'open_value', 'high_value', 'low_value', 'close_value', 'trading_volume'])
    ) as p (table_name, bar_columns)
  loop
    execute format(
      'create or replace trigger fill_session_columns before insert or update on %I
         for each row execute function fill_session_columns()', prices.table_name);
    execute format(
      'create or replace trigger request_runs_on_insert after insert on %1$I
         referencing new table as new_rows
         for each statement execute function request_runs_for_changed_prices(%2$s)',
      prices.table_name, (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c));
    execute format(
      'create or replace trigger request_runs_on_update after update on %1$I
         referencing old table as old_rows new table as new_rows
         for each statement execute function request_runs_for_changed_prices(%2$s)',
      prices.table_name, (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c));
    execute format(
      'create or replace trigger request_runs_on_delete after delete on %1$I
         referencing old table as old_rows
         for each statement execute function request_runs_for_changed_prices(%2$s)',
      prices.table_name, (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c));
  end loop;
end
$$;

-- Constraint triggers know no "or replace".
drop trigger if exists open_requested_runs on ml_run_requests;
create constraint trigger open_requested_runs after insert on ml_run_requests
  deferrable initially deferred
  for each row execute function open_requested_runs();

-- 030_policy.sql

-- The policy in force for an instrument: its own value where it states one, else the default.
create or replace function pipeline_policy(instrument_id integer)
returns ml_pipeline_defaults
language sql stable
set search_path from current
as $$
  select d.only_row,
         coalesce(o.is_paused, d.is_paused),
         coalesce(o.minimum_sessions, d.minimum_sessions),
         coalesce(o.minimum_quality_score, d.minimum_quality_score),
         coalesce(o.quiet_period, d.quiet_period),
         coalesce(o.maximum_quiet_period, d.maximum_quiet_period),
         coalesce(o.retrain_after_sessions, d.retrain_after_sessions),
         coalesce(o.minimum_roc_auc, d.minimum_roc_auc),
         coalesce(o.probability_threshold, d.probability_threshold),
         coalesce(o.transaction_cost, d.transaction_cost),
         coalesce(o.initial_capital, d.initial_capital),
         coalesce(o.kept_models, d.kept_models),
         coalesce(o.uses_market_context, d.uses_market_context),
         coalesce(o.model_family, d.model_family),
         coalesce(o.engine, d.engine),
         coalesce(o.device, d.device),
         coalesce(o.gate_level, d.gate_level),
         coalesce(o.validation_folds, d.validation_folds),
         coalesce(o.search_grid, d.search_grid)
  from ml_pipeline_defaults d
  left join ml_pipeline_policies o on o.instrument_id = pipeline_policy.instrument_id
$$;

comment on function pipeline_policy(integer) is
  'The pipeline policy in force for an instrument: its own row over the defaults.';

-- The model that scores new sessions: production, or the newest testing model while there is none.
create or replace function serving_model(instrument_id integer)
returns ml_models
language sql stable
set search_path from current
as $$
  select m.*
  from ml_models m
  where m.instrument_id = serving_model.instrument_id
    and (m.is_production or m.status = 'testing')
  -- A model whose feature set is no longer computed cannot score new sessions: it comes last, production or not.
  order by (select s.is_supported from ml_feature_sets s where s.id = m.feature_set_id) desc,
           m.is_production desc, m.id desc
  limit 1
$$;

comment on function serving_model(integer) is
  'The model whose predictions are served for an instrument: its production model, else its newest testing model.';

-- The feature sets to compute for an instrument: the current one, and those that its living models were trained on.
create or replace function feature_sets_in_use(instrument_id integer)
returns setof ml_feature_sets
language sql stable
set search_path from current
as $$
  select s.*
  from ml_feature_sets s
  where s.is_supported
    and (s.is_current
         or exists (select from ml_models m
                    where m.instrument_id = feature_sets_in_use.instrument_id and m.feature_set_id = s.id
                      and m.status in ('training', 'active', 'testing')))
  order by s.id
$$;

comment on function feature_sets_in_use(integer) is
  'The feature sets that are computed for an instrument: the current one and those of its living models.';

-- How many models have been judged on these test rows or most of them: every look is one more chance for luck.
create or replace function models_judged_since(instrument_id integer, session date, besides bigint)
returns integer
language sql stable
set search_path from current
as $$
  select count(*)::integer
  from ml_models m
  where m.instrument_id = models_judged_since.instrument_id and m.id <> besides
    and m.gate_passed is not null and m.data_end_date >= session
$$;

comment on function models_judged_since(integer, date, bigint) is
  'How many models of an instrument were judged on data up to a session or later.';

-- Puts the model that was in production before back in its place.
create or replace function rollback_model(instrument_id integer)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  present ml_models;
  former ml_models;
begin
  perform require_instrument(rollback_model.instrument_id);
  select m.* into present from ml_models m
  where m.instrument_id = rollback_model.instrument_id and m.is_production
  for update;
  select m.* into former from ml_models m
  where m.instrument_id = rollback_model.instrument_id and m.status = 'deprecated' and m.deployed_at is not null
    and m.model_file_hash is not null and m.id is distinct from present.id
  order by m.deployed_at desc
  limit 1;
  if former.id is null then
    raise exception 'instrument % has no former production model whose artifact is kept', rollback_model.instrument_id
      using errcode = 'no_data_found';
  end if;
  update ml_models m set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp()
  where m.id = present.id;
  update ml_models m set status = 'active', is_production = true, deprecated_at = null, deployed_at = clock_timestamp()
  where m.id = former.id
  returning * into former;
  perform request_run(rollback_model.instrument_id, 'rolled back to ' || former.model_version);
  return former;
end
$$;

comment on function rollback_model(integer) is
  'Puts the former production model of an instrument back in its place and asks for a run, which scores with it. Returns the model.';

-- Why the instrument should be trained again, or null. That a model missed the gate is no reason.
create or replace function retraining_due(instrument_id integer)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  model ml_models;
  policy ml_pipeline_defaults := pipeline_policy(instrument_id);
  newer_sessions integer;
begin
  -- The newest registered model, not the serving one: a candidate that missed the gate beside an older production
  -- model, or one that was rolled back, was trained on these data all the same, and makes nothing due.
  select m.* into model
  from ml_models m
  where m.instrument_id = retraining_due.instrument_id and m.status in ('active', 'testing', 'deprecated')
  order by m.id desc
  limit 1;
  if model.id is null then
    return 'no model yet';
  end if;

  if model.feature_set_id is distinct from (select s.id from ml_feature_sets s where s.is_current) then
    return 'the feature set changed';
  end if;

  -- The features row of the last session the model learned from carries the hash of everything it and the rows before
  -- it were computed from: bars, calendar and indices. Of the sessions after it only the closes count, as labels.
  if (select f.history_hash from features f
      where f.instrument_id = retraining_due.instrument_id and f.feature_set_id = model.feature_set_id
        and f.trading_date = coalesce(model.label_end_date, model.data_end_date))
     is distinct from coalesce(model.label_hash, model.data_hash)
  then
    return 'data the model was trained on changed';
  end if;
  if model.label_closes is distinct from (
    select array_agg(b.close_price::double precision order by b.trading_date) from price_bars b
    where b.instrument_id = retraining_due.instrument_id
      and b.trading_date > model.label_end_date and b.trading_date <= model.data_end_date)
  then
    return 'prices the model was trained on changed';
  end if;

  select count(*) into newer_sessions
  from price_bars b
  where b.instrument_id = retraining_due.instrument_id and b.trading_date > model.data_end_date;
  if newer_sessions >= policy.retrain_after_sessions then
    return format('%s sessions since the last training', newer_sessions);
  end if;

  return null;
end
$$;

comment on function retraining_due(integer) is
  'Why an instrument should be trained again (no model, changed data, age, new feature set), or null.';

-- 035_market_context.sql

-- The indices an instrument is seen beside.

-- Volatility indices known by their symbols, with or without the caret of some vendors. Only used while
-- ml_context_indices is empty; there, any index can be named as volatility index.
create or replace function is_volatility_index(symbol text)
returns boolean
language sql immutable
set search_path from current
as $$
  select upper(ltrim(symbol, '^')) in
    ('VIX', 'VIX3M', 'VXN', 'RVX', 'VXD', 'VXO', 'VVIX', 'VSTOXX', 'V2TX', 'VDAX', 'V1X', 'VFTSE', 'VCAC', 'VXJ', 'VNKY',
     'VHSI', 'INDIAVIX', 'AXVI', 'VIXC')
$$;

comment on function is_volatility_index(text) is
  'Whether a symbol is that of a well-known volatility index, such as VIX.';

-- When trading ends at an exchange on a day; null where its closing time is not known, or its time zone is no name of
-- the tz database (POSIX forms such as UTC-5 mean the opposite of what they seem to).
create or replace function closing_time(exchange_id integer, day date)
returns timestamptz
language plpgsql stable
set search_path from current
as $$
declare
  close_at time;
  zone text;
begin
  select e.market_close, coalesce(e.timezone, c.timezone) into close_at, zone
  from exchanges e left join countries c on c.id = e.country_id
  where e.id = closing_time.exchange_id;
  if zone !~ '^[A-Za-z_]+(/[A-Za-z_-]+)*$' then
    return null;
  end if;
  return (day + close_at) at time zone zone;
exception when invalid_parameter_value then
  return null;
end
$$;

comment on function closing_time(integer, date) is
  'When trading ends at an exchange on a day; null where its closing time or time zone is not known.';

-- Whether the close of an index is known when trading in an instrument ends on the same date. Two instruments without
-- an exchange count as of one market. Otherwise, where an exchange or its closing time is not known, the answer is no.
create or replace function closes_no_later(index_exchange_id integer, instrument_exchange_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select index_exchange_id is not distinct from instrument_exchange_id
    or coalesce(
      -- Through a year, because clocks change on different days.
      (select bool_and(coalesce(closing_time(index_exchange_id, day::date) <= closing_time(instrument_exchange_id, day::date), false))
       from generate_series(date '2024-01-01', date '2024-12-31', interval '7 days') as day),
      false)
$$;

comment on function closes_no_later(integer, integer) is
  'Whether the close of an index is known when trading in an instrument ends on the same date.';

create or replace view market_context as
with automatic as (
  select row_number() over (order by i.id) as slot, i.id as index_id
  from base_instruments i
  where i.instrument_type = 'index' and i.is_active is not false and not is_volatility_index(i.symbol)
    and exists (select from index_prices p where p.index_id = i.id)
  order by i.id
  limit 4 -- CONTEXT_SLOTS in src/features/market_context.ts
),
automatic_volatility as (
  select i.id
  from base_instruments i
  where i.instrument_type = 'index' and i.is_active is not false and is_volatility_index(i.symbol)
    and exists (select from index_prices p where p.index_id = i.id)
  order by i.id
  limit 1
)
select i.id as instrument_id, c.slot::smallint as slot, c.index_id, n.symbol as index_symbol,
       closes_no_later(n.exchange_id, i.exchange_id) as same_session,
       c.volatility_index_id, v.symbol as volatility_index_symbol,
       closes_no_later(v.exchange_id, i.exchange_id) as volatility_same_session
from base_instruments i
cross join lateral (
  select o.slot, o.index_id, o.volatility_index_id
  from ml_context_indices o
  where o.exchange_id is not distinct from (
    select i.exchange_id where exists (select from ml_context_indices own where own.exchange_id = i.exchange_id))
  union all
  select a.slot, a.index_id, (select id from automatic_volatility)
  from automatic a
  where not exists (
    select from ml_context_indices o where o.exchange_id is null or o.exchange_id = i.exchange_id)
) c
join base_instruments n on n.id = c.index_id
left join base_instruments v on v.id = c.volatility_index_id
where c.index_id <> i.id and (pipeline_policy(i.id)).uses_market_context;

comment on view market_context is
  'The indices whose state is part of an instrument''s features, by slot: those of ml_context_indices for its exchange, else the first four indices that have prices.';

-- Instruments that have prices.
create or replace function has_prices(instrument_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (select from stock_prices p where p.stock_id = has_prices.instrument_id)
      or exists (select from index_prices p where p.index_id = has_prices.instrument_id)
$$;

-- Instruments with prices that look at one of the given indices. An index that has lost all its prices is in no view
-- any more, and may have moved others to other slots: then it is everyone.
create or replace function context_dependents(index_ids integer[])
returns setof integer
language sql stable
set search_path from current
as $$
  with looking as (
    select c.instrument_id as id from market_context c
    where c.index_id = any (index_ids) or c.volatility_index_id = any (index_ids)
    union
    select i.id from base_instruments i
    where exists (select from base_instruments gone
                  where gone.id = any (index_ids) and gone.instrument_type = 'index' and not has_prices(gone.id))
  )
  select id from looking where has_prices(id)
$$;

-- 037_context_triggers.sql

-- What happens when not prices but the indices that stand beside them change: their instruments are asked for, by the
-- same requests that become runs at commit. A run that finds nothing changed writes nothing.

-- Asks for the instruments with prices of the given exchanges; null among them means every exchange.
create or replace function request_runs_of_markets(exchange_ids integer[], reason text)
returns void
language sql volatile
set search_path from current
as $$
  insert into ml_run_requests (instrument_ids, reason)
  select array_agg(i.id), request_runs_of_markets.reason
  from base_instruments i
  where (i.exchange_id = any (exchange_ids) or array_position(exchange_ids, null) is not null) and has_prices(i.id)
  having count(*) > 0
$$;

-- Which indices an exchange looks at, or every exchange.
create or replace function request_runs_for_changed_context() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  changed_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    else 'select * from old_rows union all select * from new_rows' end;
  exchange_ids integer[];
begin
  execute format('select array_agg(exchange_id) from (%s) changed', changed_rows) into exchange_ids;
  perform request_runs_of_markets(exchange_ids, 'market context changed');
  return null;
end
$$;

create or replace trigger request_runs_on_insert after insert on ml_context_indices
  referencing new table as new_rows
  for each statement execute function request_runs_for_changed_context();
create or replace trigger request_runs_on_update after update on ml_context_indices
  referencing old table as old_rows new table as new_rows
  for each statement execute function request_runs_for_changed_context();
create or replace trigger request_runs_on_delete after delete on ml_context_indices
  referencing old table as old_rows
  for each statement execute function request_runs_for_changed_context();

-- An index that is renamed, moved, switched off or removed: what looked at it is not known any more, so everyone is
-- asked.
create or replace function request_runs_for_changed_index() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  is_touched boolean;
begin
  if tg_op = 'DELETE' then
    is_touched := exists (select from old_rows where instrument_type = 'index');
  else
    is_touched := exists (
      select from old_rows o join new_rows n on n.id = o.id
      where 'index' in (o.instrument_type, n.instrument_type)
        and (o.symbol, o.instrument_type, o.exchange_id, o.is_active)
            is distinct from (n.symbol, n.instrument_type, n.exchange_id, n.is_active));
  end if;
  if is_touched then
    perform request_runs_of_markets(array[null::integer], 'an index changed');
  end if;
  return null;
end
$$;

create or replace trigger request_runs_on_update after update on base_instruments
  referencing old table as old_rows new table as new_rows
  for each statement execute function request_runs_for_changed_index();
create or replace trigger request_runs_on_delete after delete on base_instruments
  referencing old table as old_rows
  for each statement execute function request_runs_for_changed_index();

-- An exchange whose trading ends at another time: who looks at whose same session is another question for everyone.
create or replace function request_runs_for_changed_closing_time() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  if exists (
    select from old_rows o join new_rows n on n.id = o.id
    where (o.market_close, o.timezone, o.country_id) is distinct from (n.market_close, n.timezone, n.country_id))
  then
    perform request_runs_of_markets(array[null::integer], 'closing times changed');
  end if;
  return null;
end
$$;

create or replace trigger request_runs_on_update after update on exchanges
  referencing old table as old_rows new table as new_rows
  for each statement execute function request_runs_for_changed_closing_time();

-- 040_queues.sql

-- The one place that knows how the two queues are written to.

-- Short steps: one add_jobs call whatever the number of runs. The key lets a waiting job be found again.
create or replace function enqueue_graphile_jobs(step text, run_ids bigint[], run_at timestamptz)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  perform @worker_schema@.add_jobs((
    select array_agg(row(
             step, json_build_object('run_id', run_id), null, run_at, s.max_attempts,
             'run:' || run_id || ':' || step, null, null)::@worker_schema@.job_spec)
    from unnest(run_ids) as run_id, ml_pipeline_steps s
    where s.name = step));
end
$$;

-- Long steps: jobs as pg-boss' own send() would make them, with every option of their queue. A plain insert into
-- its job table would carry no heartbeat, no expiry and no dead letter. These are internals of pg-boss' schema
-- version 46: they stay in this function, and a test compares its rows with those of send().
create or replace function enqueue_boss_jobs(queue_name text, run_ids bigint[], run_at timestamptz)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  insert into @boss_schema@.job (
    name, data, start_after, keep_until, policy, retry_limit, retry_delay, retry_backoff, retry_delay_max,
    expire_seconds, deletion_seconds, dead_letter, heartbeat_seconds)
  select q.name, jsonb_build_object('run_id', run_id), run_at, run_at + q.retention_seconds * interval '1 second',
         q.policy, q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max,
         q.expire_seconds, q.deletion_seconds, q.dead_letter, q.heartbeat_seconds
  from unnest(run_ids) as run_id, @boss_schema@.queue q
  where q.name = queue_name;
  if not found then
    raise exception 'pg-boss has no queue named %', queue_name using hint = 'Run: pgaugur migrate';
  end if;

  if run_at <= clock_timestamp() then
    perform pg_notify('pgboss_' || left(encode(sha224(@boss_schema_literal@::bytea), 'hex'), 24), queue_name);
  end if;
end
$$;

-- Hands a step of the given runs to the queue that its definition names.
create or replace function enqueue_step(step text, run_ids bigint[], run_at timestamptz default clock_timestamp())
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  case (select s.executor from ml_pipeline_steps s where s.name = step)
    when 'graphile_worker' then perform enqueue_graphile_jobs(step, run_ids, run_at);
    when 'pg_boss' then perform enqueue_boss_jobs(step, run_ids, run_at);
    else raise exception 'unknown step "%": it is not in ml_pipeline_steps', step;
  end case;
end
$$;

-- Whether a queue still holds a job that will execute this step of this run.
create or replace function has_live_job(run_id bigint, step text)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (
           select from @worker_schema@.jobs j
           where j.key = 'run:' || run_id || ':' || step and (j.attempts < j.max_attempts or j.locked_at is not null))
      or exists (
           select from @boss_schema@.job j
           where j.name = step and j.data ->> 'run_id' = run_id::text and j.state in ('created', 'retry', 'active'))
$$;

-- 050_runs.sql

-- The life of a run. TypeScript never decides what comes next: workers call start_step, finish_step, skip_run and
-- fail_step, and these functions move the run.
--
--   queued ──start_step──▶ running ──finish_step (last step)──▶ succeeded
--                            │ skip_run ─▶ skipped
--                            │ fail_step (last attempt) ─▶ failed ──retry_run──▶ queued
--                            └ cancel_run ─▶ cancelled ──retry_run──▶ queued
--
-- Locks: every function locks the run's row first, so the state of one run changes in one order.

-- Opens a run for each instrument; where one is open already it is told to look again at its end. Paused and
-- inactive instruments are left alone. Instruments in ascending order, so that callers cannot deadlock.
create or replace function request_runs(instrument_ids integer[], reason text, kind text default null)
returns setof ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  opened bigint[];
  requested ml_pipeline_runs;
  first_step record;
begin
  for requested in
    insert into ml_pipeline_runs as r (instrument_id, kind, reason)
    select i.id,
           coalesce(request_runs.kind,
                    case when (serving_model(i.id)).id is null then 'training' else 'prediction' end),
           request_runs.reason
    from base_instruments i
    where i.id = any (request_runs.instrument_ids) and i.is_active is not false and not (pipeline_policy(i.id)).is_paused
    order by i.id
    on conflict (instrument_id) where status in ('queued', 'running')
    do update set look_again = true, last_requested_at = clock_timestamp(),
                  then_train = case when request_runs.kind = 'training' then request_runs.reason else r.then_train end
    -- A burst of requests is not written down one by one.
    where not r.look_again or request_runs.kind = 'training'
       or (r.status = 'queued' and r.last_requested_at < clock_timestamp() - interval '200 milliseconds')
    returning r.*
  loop
    if not requested.look_again then
      opened := opened || requested.id;
    end if;
    return next requested;
  end loop;

  for first_step in
    with first_tasks as (
      insert into ml_pipeline_tasks (run_id, step, position, attempt_limit)
      select distinct on (r.id) r.id, s.name, p.position, s.max_attempts
      from ml_pipeline_runs r
      join ml_pipelines p on p.kind = r.kind
      join ml_pipeline_steps s on s.name = p.step
      where r.id = any (opened)
      order by r.id, p.position
      returning run_id, step
    )
    select step as name, array_agg(run_id order by run_id) as run_ids from first_tasks group by step
  loop
    perform enqueue_step(first_step.name, first_step.run_ids);
  end loop;
end
$$;

create or replace function request_run(instrument_id integer, reason text default 'requested by hand', kind text default null)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  requested ml_pipeline_runs;
begin
  perform require_instrument(request_run.instrument_id);
  select * into requested from request_runs(array[request_run.instrument_id], reason, kind);
  if not found then
    select r.* into requested from ml_pipeline_runs r
    where r.instrument_id = request_run.instrument_id and r.status in ('queued', 'running');
  end if;
  return requested;
end
$$;

-- A worker took the job of a step. Returns the context to work in, or no row when there is nothing to do: the run
-- ended, the step is done, or the history is still arriving and the step was put off. The returned attempt is the
-- fencing token: whatever an earlier attempt tries to write from now on is refused.
create or replace function start_step(run_id bigint, step text, host text)
returns table (
  attempt smallint, instrument_id integer, symbol text, kind text, timeout_seconds double precision,
  last_session date, content_hash bytea)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
  definition ml_pipeline_steps;
  policy ml_pipeline_defaults;
  quiet_until timestamptz;
begin
  select * into run from ml_pipeline_runs r where r.id = start_step.run_id for update;
  if not found or run.status not in ('queued', 'running') then
    return;
  end if;
  select * into task from ml_pipeline_tasks t where t.run_id = run.id and t.step = start_step.step for update;
  if not found or task.status not in ('queued', 'running') then
    return;
  end if;
  select * into definition from ml_pipeline_steps s where s.name = start_step.step;

  -- A training run waits until its history has stopped arriving, but not for ever.
  if run.kind = 'training' and run.status = 'queued' and task.attempt = 0 then
    policy := pipeline_policy(run.instrument_id);
    quiet_until := least(run.last_requested_at + policy.quiet_period, run.requested_at + policy.maximum_quiet_period);
    if clock_timestamp() < quiet_until then
      perform enqueue_step(start_step.step, array[run.id], quiet_until);
      return;
    end if;
  end if;

  if task.attempt >= task.attempt_limit then
    -- The worker died in the last attempt that was allowed, so nobody could call fail_step.
    perform close_run(run.id, 'failed', format('%s gave up after %s attempts whose worker died', step, task.attempt));
    return;
  end if;

  update ml_pipeline_tasks t
  set status = 'running', attempt = t.attempt + 1, started_at = clock_timestamp(), host = start_step.host
  where t.run_id = run.id and t.step = start_step.step
  returning * into task;

  -- Prices that arrive before the input is pinned are part of it; later ones ask for another look.
  update ml_pipeline_runs r
  set status = 'running', started_at = coalesce(r.started_at, clock_timestamp()),
      look_again = r.look_again and not definition.pins_input
  where r.id = run.id;

  return query
  select task.attempt, i.id, i.symbol::text, run.kind, extract(epoch from definition.timeout)::double precision,
         run.last_session, run.content_hash
  from base_instruments i
  where i.id = run.instrument_id;
end
$$;

-- The run and task of a step, locked, if the attempt is still the current one; otherwise an error that rolls the
-- caller's transaction back, and with it everything an overtaken attempt wrote.
create or replace function current_task(run_id bigint, step text, attempt integer)
returns ml_pipeline_tasks
language plpgsql volatile
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
begin
  select * into run from ml_pipeline_runs r where r.id = current_task.run_id for update;
  select * into task from ml_pipeline_tasks t
  where t.run_id = current_task.run_id and t.step = current_task.step for update;
  if run.status is distinct from 'running' or task.status is distinct from 'running'
    or task.attempt is distinct from current_task.attempt
  then
    raise exception 'attempt % of step % in run % is no longer current (run: %, step: %, attempt %)',
      current_task.attempt, step, run_id, coalesce(run.status, 'missing'), coalesce(task.status, 'missing'), task.attempt
      using errcode = 'PGA01';
  end if;
  return task;
end
$$;

-- For workers: to be called first in the transaction that writes a step's results. An overtaken attempt is refused
-- before it writes anything, and the run is locked before the rows that belong to it.
create or replace function fence_step(run_id bigint, step text, attempt integer)
returns void
language sql volatile security definer
set search_path from current
as $$
  select from current_task(run_id, step, attempt)
$$;

-- Ends a run. Prices that came in meanwhile open the next one, so that none is missed.
create or replace function close_run(run_id bigint, new_status text, outcome text)
returns void
language plpgsql volatile
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  newer_sessions integer;
begin
  update ml_pipeline_tasks t
  set status = case when t.status in ('queued', 'running') then new_status else t.status end,
      finished_at = coalesce(t.finished_at, clock_timestamp())
  where t.run_id = close_run.run_id and t.status in ('queued', 'running');

  update ml_pipeline_runs r
  set status = new_status, finished_at = clock_timestamp(), outcome = close_run.outcome
  where r.id = close_run.run_id
  returning * into run;

  -- A candidate that did not get its place in the registry is no model.
  if new_status <> 'succeeded' then
    update ml_models m set status = 'failed' where m.pipeline_run_id = run.id and m.status = 'training';
  end if;

  if new_status = 'cancelled' then
    return;
  end if;
  if run.then_train is not null then
    perform request_run(run.instrument_id, run.then_train, 'training');
  elsif run.look_again then
    -- More than one further session while a model was trained is a history that was still arriving, not a trading
    -- day: the model has to be trained on all of it.
    select count(*) - coalesce(run.session_count, 0) into newer_sessions
    from price_bars b where b.instrument_id = run.instrument_id;
    if run.kind = 'training' and run.session_count is not null and newer_sessions > 1 then
      perform request_run(run.instrument_id,
        format('%s more sessions arrived during run %s', newer_sessions, run.id), 'training');
    else
      perform request_run(run.instrument_id, format('prices changed during run %s', run.id));
    end if;
  end if;
end
$$;

-- A step is done: stores its output and hands on to the next step in the caller's transaction, which is also the
-- one that wrote the step's results. Returns the next step, or null after the last.
create or replace function finish_step(run_id bigint, step text, attempt integer, output jsonb, summary text)
returns text
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks := current_task(run_id, step, attempt);
  run ml_pipeline_runs;
  definition ml_pipeline_steps;
  following ml_pipelines;
begin
  update ml_pipeline_tasks t
  set status = 'succeeded', finished_at = clock_timestamp(), output = finish_step.output, summary = finish_step.summary
  where t.run_id = task.run_id and t.step = task.step;

  select * into run from ml_pipeline_runs r where r.id = task.run_id;
  select * into definition from ml_pipeline_steps s where s.name = task.step;
  -- Training that is due follows in a run of its own: predictions do not wait for it.
  if definition.decides_training and run.kind = 'prediction' and run.then_train is null then
    update ml_pipeline_runs r set then_train = retraining_due(run.instrument_id) where r.id = run.id;
  end if;

  select * into following from ml_pipelines p
  where p.kind = run.kind and p.position > task.position
  order by p.position
  limit 1;
  if following.step is null then
    perform close_run(run.id, 'succeeded', (
      select t.summary from ml_pipeline_tasks t join ml_pipeline_steps d on d.name = t.step
      where t.run_id = run.id and d.states_outcome));
    return null;
  end if;

  insert into ml_pipeline_tasks (run_id, step, position, attempt_limit)
  select run.id, s.name, following.position, s.max_attempts from ml_pipeline_steps s where s.name = following.step;
  perform enqueue_step(following.step, array[run.id]);
  return following.step;
end
$$;

-- The input the run works on: what every later step reads is checked against this hash.
create or replace function pin_input(
  run_id bigint, first_session date, last_session date, session_count integer, content_hash bytea)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_pipeline_runs r
  set first_session = pin_input.first_session, last_session = pin_input.last_session,
      session_count = pin_input.session_count, content_hash = pin_input.content_hash
  where r.id = pin_input.run_id
$$;

-- The run ends here for a stated reason that is no failure. With look_again another one follows: what it worked on
-- has changed, in a way that perhaps no trigger saw. Not twice for the same reason, so that nothing turns in circles.
create or replace function skip_run(run_id bigint, step text, attempt integer, reason text, look_again boolean default false)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks := current_task(run_id, step, attempt);
begin
  update ml_pipeline_tasks t set summary = skip_run.reason where t.run_id = task.run_id and t.step = task.step;
  if skip_run.look_again then
    update ml_pipeline_runs r
    set look_again = true,
        -- A training that was asked for stays asked for.
        then_train = case when r.kind = 'training' then coalesce(r.then_train, r.reason) else r.then_train end
    where r.id = task.run_id
      and skip_run.reason is distinct from (
        select before.outcome from ml_pipeline_runs before
        where before.instrument_id = r.instrument_id and before.id < r.id
        order by before.id desc limit 1);
  end if;
  perform close_run(task.run_id, 'skipped', skip_run.reason);
end
$$;

-- An attempt failed. Keeps the error; the queue tries again unless it was the last attempt, which ends the run.
-- Returns whether another attempt is due. An attempt that was overtaken fails quietly.
create or replace function fail_step(run_id bigint, step text, attempt integer, error jsonb)
returns boolean
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
begin
  begin
    task := current_task(run_id, step, attempt);
  exception when sqlstate 'PGA01' then
    return false;
  end;
  update ml_pipeline_tasks t
  set errors = t.errors || jsonb_build_array(
        error || jsonb_build_object('attempt', task.attempt, 'host', task.host, 'at', clock_timestamp())),
      status = case when task.attempt >= task.attempt_limit then 'failed' else 'queued' end,
      finished_at = case when task.attempt >= task.attempt_limit then clock_timestamp() end
  where t.run_id = task.run_id and t.step = task.step;

  if task.attempt >= task.attempt_limit then
    perform close_run(task.run_id, 'failed',
      format('%s failed after %s attempts: %s', task.step, task.attempt, error ->> 'message'));
    return false;
  end if;
  return true;
end
$$;

-- A worker that shuts down gives its step back: the interrupted attempt does not count against the limit.
create or replace function release_step(run_id bigint, step text, attempt integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
begin
  begin
    task := current_task(run_id, step, attempt);
  exception when sqlstate 'PGA01' then
    return;
  end;
  update ml_pipeline_tasks t
  set status = 'queued', attempt_limit = t.attempt_limit + 1
  where t.run_id = task.run_id and t.step = task.step;
  perform enqueue_step(task.step, array[task.run_id]);
end
$$;

-- Continues a failed or cancelled run at the step where it stopped.
create or replace function retry_run(run_id bigint)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  stopped_step text;
  open_run bigint;
  newer_run bigint;
begin
  select * into run from ml_pipeline_runs r where r.id = retry_run.run_id for update;
  if not found then
    raise exception 'no run with id %', retry_run.run_id using errcode = 'no_data_found';
  end if;
  if run.status not in ('failed', 'cancelled') then
    raise exception 'run % is %, only a failed or cancelled run can be retried', run.id, run.status
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  select r.id into open_run from ml_pipeline_runs r
  where r.instrument_id = run.instrument_id and r.status in ('queued', 'running');
  if found then
    raise exception 'run % cannot be retried: run % of the same instrument is open', run.id, open_run
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  select r.id into newer_run from ml_pipeline_runs r
  where r.instrument_id = run.instrument_id and r.id > run.id and r.status = 'succeeded'
  order by r.id desc limit 1;
  if found then
    raise exception 'run % is out of date: run % of the same instrument has succeeded since', run.id, newer_run
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  update ml_pipeline_tasks t
  set status = 'queued', queued_at = clock_timestamp(), finished_at = null, attempt_limit = t.attempt + s.max_attempts
  from ml_pipeline_steps s
  where t.run_id = run.id and t.status in ('failed', 'cancelled') and s.name = t.step
  returning t.step into stopped_step;
  update ml_pipeline_runs r set status = 'running', finished_at = null, outcome = null
  where r.id = run.id
  returning * into run;
  update ml_models m set status = 'training' where m.pipeline_run_id = run.id and m.status = 'failed';
  perform enqueue_step(stopped_step, array[run.id]);
  return run;
end
$$;

-- Stops a run where it stands: a worker in the middle of a step is refused when it tries to finish.
create or replace function cancel_run(run_id bigint, reason text default 'cancelled on request')
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
begin
  select * into run from ml_pipeline_runs r where r.id = cancel_run.run_id for update;
  if not found then
    raise exception 'no run with id %', cancel_run.run_id using errcode = 'no_data_found';
  end if;
  if run.status not in ('queued', 'running') then
    raise exception 'run % is already %', run.id, run.status using errcode = 'object_not_in_prerequisite_state';
  end if;
  perform close_run(run.id, 'cancelled', reason);
  select * into run from ml_pipeline_runs r where r.id = run.id;
  return run;
end
$$;

-- A job that pg-boss gave up on: the run ends, unless it ended or went on already.
create or replace function fail_dead_letter(run_id bigint, step text, error jsonb)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
begin
  select * into run from ml_pipeline_runs r where r.id = fail_dead_letter.run_id for update;
  if run.status in ('queued', 'running') and not has_live_job(run.id, step) and exists (
    select from ml_pipeline_tasks t
    where t.run_id = run.id and t.step = fail_dead_letter.step and t.status in ('queued', 'running'))
  then
    update ml_pipeline_tasks t set errors = t.errors || jsonb_build_array(error)
    where t.run_id = run.id and t.step = fail_dead_letter.step;
    perform close_run(run.id, 'failed', format('%s ended in the dead letter queue: %s', step, error ->> 'message'));
  end if;
end
$$;

-- Errors of the functions that take an instrument name it.
create or replace function require_instrument(instrument_id integer)
returns void
language plpgsql stable
set search_path from current
as $$
begin
  if not exists (select from base_instruments i where i.id = require_instrument.instrument_id) then
    raise exception 'no instrument with id %', require_instrument.instrument_id using errcode = 'no_data_found';
  end if;
end
$$;

create or replace function pause_instrument(instrument_id integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform require_instrument(pause_instrument.instrument_id);
  insert into ml_pipeline_policies as p (instrument_id, is_paused) values (pause_instrument.instrument_id, true)
  on conflict on constraint ml_pipeline_policies_pkey do update set is_paused = true;
end
$$;

create or replace function resume_instrument(instrument_id integer)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform require_instrument(resume_instrument.instrument_id);
  update ml_pipeline_policies p set is_paused = null where p.instrument_id = resume_instrument.instrument_id;
  return request_run(resume_instrument.instrument_id, 'resumed');
end
$$;

-- What an operator calls from psql.
comment on function request_run(integer, text, text) is
  'Asks for a run of an instrument: kind training, prediction, or null for what is due. An open run is told to look again at its end. Returns the run.';
comment on function request_runs(integer[], text, text) is
  'Asks for a run of each instrument that is active and not paused; see request_run.';
comment on function retry_run(bigint) is
  'Continues a failed or cancelled run at the step where it stopped, with new attempts.';
comment on function cancel_run(bigint, text) is
  'Stops an open run where it stands; a worker in the middle of a step is refused when it tries to finish.';
comment on function pause_instrument(integer) is
  'New prices of the instrument start no run until it is resumed; prices and predictions stay.';
comment on function resume_instrument(integer) is
  'Ends a pause and asks for a run, which takes up what arrived meanwhile.';

-- 060_maintenance.sql

-- What happens because of time.

-- A worker process announces itself and holds an advisory lock on its name for as long as its connection lives.
create or replace function register_worker_pool(pool_id text, host text, process_id integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform pg_advisory_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool_id, 0));
  insert into ml_worker_pools (pool_id, host, process_id) values (pool_id, host, process_id)
  on conflict do nothing;
end
$$;

create or replace function unregister_worker_pool(pool_id text)
returns void
language sql volatile security definer
set search_path from current
as $$
  delete from ml_worker_pools p where p.pool_id = unregister_worker_pool.pool_id
$$;

-- Frees the jobs of worker processes that died (their lock can be taken), then repairs open runs whose job is in
-- no queue any more. Returns how many of each.
create or replace function sweep_dead_workers(out dead_pools integer, out repaired_runs integer)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  pool ml_worker_pools;
  lost record;
begin
  dead_pools := 0;
  repaired_runs := 0;
  for pool in select * from ml_worker_pools order by pool_id loop
    if pg_try_advisory_xact_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool.pool_id, 0)) then
      perform @worker_schema@.force_unlock_workers(array[pool.pool_id]);
      delete from ml_worker_pools p where p.pool_id = pool.pool_id;
      dead_pools := dead_pools + 1;
    end if;
  end loop;

  for lost in
    select t.run_id, t.step, t.attempt, t.attempt_limit
    from ml_pipeline_tasks t
    join ml_pipeline_runs r on r.id = t.run_id
    where r.status in ('queued', 'running') and t.status in ('queued', 'running')
      and greatest(t.queued_at, t.started_at) < clock_timestamp() - interval '1 minute'
      and not has_live_job(t.run_id, t.step)
    order by t.run_id
    for update of r skip locked
  loop
    if lost.attempt >= lost.attempt_limit then
      perform close_run(lost.run_id, 'failed',
        format('%s gave up after %s attempts whose worker died', lost.step, lost.attempt));
    else
      perform enqueue_step(lost.step, array[lost.run_id]);
    end if;
    repaired_runs := repaired_runs + 1;
  end loop;
end
$$;

-- Fills the outcome of predictions whose seventh session has happened, and moves the target date to that session.
-- One index lookup per open prediction, so the time depends on what is open and not on the length of histories.
-- Returns the number of predictions settled.
create or replace function settle_predictions(instrument_id integer default null)
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  settled integer;
begin
  with outcomes as materialized (
    select p.id, later.trading_date as settled_on,
           later.close_price::double precision / made.close_price::double precision as growth
    from ml_predictions p
    cross join lateral (
      select b.close_price from price_bars b
      where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date and b.close_price > 0) made
    cross join lateral (
      select b.trading_date, b.close_price from price_bars b
      where b.instrument_id = p.instrument_id and b.trading_date > p.prediction_date
      order by b.trading_date
      limit 1 offset p.prediction_horizon_days - 1) later
    where p.actual_class is null
      and (settle_predictions.instrument_id is null or p.instrument_id = settle_predictions.instrument_id)
  )
  update ml_predictions p
  set target_date = o.settled_on,
      actual_class = o.growth > 1,
      actual_growth_7d = o.growth,
      actual_return_7d = o.growth - 1,
      prediction_accuracy = p.predicted_class = (o.growth > 1),
      updated_at = clock_timestamp()
  from outcomes o
  where p.id = o.id;
  get diagnostics settled = row_count;
  return settled;
end
$$;

-- Features of a set changed from a session on: predictions made from them are marked stale, and outcomes that were
-- read from the prices behind them are open again until they are settled from the new ones. Models of sets that are
-- not computed any more go with every set.
create or replace function reopen_predictions(instrument_id integer, first_changed_session date, feature_set_id smallint)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_predictions p
  set stale_at = case when p.prediction_date >= first_changed_session
                      then coalesce(p.stale_at, clock_timestamp()) else p.stale_at end,
      actual_class = null, actual_growth_7d = null, actual_return_7d = null, prediction_accuracy = null
  from ml_models m
  where m.id = p.model_id and p.instrument_id = reopen_predictions.instrument_id
    and p.target_date >= first_changed_session
    and (m.feature_set_id = reopen_predictions.feature_set_id
         or m.feature_set_id not in (select s.id from feature_sets_in_use(reopen_predictions.instrument_id) s))
$$;

-- The nightly controller: asks for a run where training is due although no price arrived to start one.
create or replace function request_due_retraining()
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  due integer[];
begin
  select array_agg(m.instrument_id) into due
  from (select distinct instrument_id from ml_models) m
  where retraining_due(m.instrument_id) is not null;
  return (select count(*) from request_runs(due, 'retraining is due', 'training'));
end
$$;

-- Old runs, their tasks and old quality metrics: the grid keeps a quarter, each
-- instrument's newest run, and the runs of models that have not been archived.
create or replace function delete_old_runs(older_than interval default '90 days')
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  deleted integer;
begin
  delete from ml_pipeline_runs r
  where r.finished_at < clock_timestamp() - older_than
    and exists (select from ml_pipeline_runs newer where newer.instrument_id = r.instrument_id and newer.id > r.id)
    -- The run of a model holds its trial ledger.
    and not exists (select from ml_models m where m.pipeline_run_id = r.id and m.model_file_hash is not null);
  get diagnostics deleted = row_count;
  delete from data_quality_metrics q where q.created_at < clock_timestamp() - older_than;
  return deleted;
end
$$;

-- 070_views.sql

-- What people look at.

create or replace view run_grid as
select r.id as run_id, r.instrument_id, i.symbol, r.kind, r.status as run_status, r.reason, r.outcome,
       r.requested_at, r.started_at as run_started_at, r.finished_at as run_finished_at,
       p.position, p.step, coalesce(t.status, case when r.finished_at is null then 'waiting' else 'not reached' end) as status,
       coalesce(t.attempt, 0) as attempt, t.host, t.started_at, t.finished_at,
       extract(epoch from coalesce(t.finished_at, clock_timestamp()) - t.started_at)::double precision as seconds,
       t.summary, t.errors -> -1 ->> 'message' as last_error
from ml_pipeline_runs r
join base_instruments i on i.id = r.instrument_id
join ml_pipelines p on p.kind = r.kind
left join ml_pipeline_tasks t on t.run_id = r.id and t.step = p.step;

comment on view run_grid is
  'The run grid: one row per run and step with status, attempt, host, duration, what the step found and its last error.';

create or replace view latest_predictions as
select distinct on (p.instrument_id)
       p.id as prediction_id, p.instrument_id, i.symbol, p.prediction_date, p.target_date, p.predicted_class,
       p.prediction_probability, p.prediction_confidence, p.trading_signal, p.signal_strength,
       p.feature_importance_json, p.stale_at, m.id as model_id, m.model_name, m.model_version, m.status as model_status,
       m.is_production, m.test_roc_auc, m.gate_passed
from ml_predictions p
join base_instruments i on i.id = p.instrument_id
join ml_models m on m.id = p.model_id
where (m.is_production or m.status = 'testing')
  -- A prediction whose session was deleted is nobody's latest.
  and exists (select from price_bars b where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date)
order by p.instrument_id, p.prediction_date desc, m.is_production desc, m.id desc;

comment on view latest_predictions is
  'The newest prediction of each instrument, by its serving model, with what is known about that model.';

-- 080_feature_view.sql

-- Generated from the feature registry (src/features) by: npm run dump

create or replace view ml_feature_data as
with positions as materialized (
  select id as feature_set_id, version as feature_set_version,
         array_position(feature_names, 'year') as year,
         array_position(feature_names, 'month') as month,
         array_position(feature_names, 'weekday') as weekday,
         array_position(feature_names, 'quarter') as quarter,
         array_position(feature_names, 'day_of_year') as day_of_year,
         array_position(feature_names, 'week_of_year') as week_of_year,
         array_position(feature_names, 'is_month_end') as is_month_end,
         array_position(feature_names, 'rsi_14') as rsi_14,
         array_position(feature_names, 'macd') as macd_line,
         array_position(feature_names, 'macd_signal') as macd_signal,
         array_position(feature_names, 'macd_hist') as macd_histogram,
         array_position(feature_names, 'bollinger_upper') as bollinger_upper,
         array_position(feature_names, 'bollinger_lower') as bollinger_lower,
         array_position(feature_names, 'bollinger_percent') as bollinger_percent,
         array_position(feature_names, 'sma_5') as sma_5,
         array_position(feature_names, 'sma_10') as sma_10,
         array_position(feature_names, 'sma_20') as sma_20,
         array_position(feature_names, 'sma_50') as sma_50,
         array_position(feature_names, 'ema_12') as ema_12,
         array_position(feature_names, 'ema_26') as ema_26,
         array_position(feature_names, 'stoch_k') as stoch_k,
         array_position(feature_names, 'stoch_d') as stoch_d,
         array_position(feature_names, 'williams_r') as williams_r,
         array_position(feature_names, 'atr') as atr_14,
         array_position(feature_names, 'adx') as adx_14,
         array_position(feature_names, 'cci_20') as cci_20,
         array_position(feature_names, 'roc_10') as roc_10,
         array_position(feature_names, 'volume_ma_5') as volume_sma_5,
         array_position(feature_names, 'volume_ma_10') as volume_sma_10,
         array_position(feature_names, 'volume_ma_20') as volume_sma_20,
         array_position(feature_names, 'volume_ratio_5d') as volume_ratio_5d,
         array_position(feature_names, 'volume_ratio_10d') as volume_ratio_10d,
         array_position(feature_names, 'daily_return') as returns_1d,
         array_position(feature_names, 'returns_3d') as returns_3d,
         array_position(feature_names, 'returns_7d') as returns_7d,
         array_position(feature_names, 'growth_1d') as growth_1d,
         array_position(feature_names, 'growth_3d') as growth_3d,
         array_position(feature_names, 'growth_7d') as growth_7d,
         array(select name from unnest(feature_names) with ordinality as n (name, position)
               where name <> all (array['year', 'month', 'weekday', 'quarter', 'day_of_year', 'week_of_year', 'is_month_end', 'rsi_14', 'macd', 'macd_signal', 'macd_hist', 'bollinger_upper', 'bollinger_lower', 'bollinger_percent', 'sma_5', 'sma_10', 'sma_20', 'sma_50', 'ema_12', 'ema_26', 'stoch_k', 'stoch_d', 'williams_r', 'atr', 'adx', 'cci_20', 'roc_10', 'volume_ma_5', 'volume_ma_10', 'volume_ma_20', 'volume_ratio_5d', 'volume_ratio_10d', 'daily_return', 'returns_3d', 'returns_7d', 'growth_1d', 'growth_3d', 'growth_7d']) order by position) as additional_names,
         array(select position::integer from unnest(feature_names) with ordinality as n (name, position)
               where name <> all (array['year', 'month', 'weekday', 'quarter', 'day_of_year', 'week_of_year', 'is_month_end', 'rsi_14', 'macd', 'macd_signal', 'macd_hist', 'bollinger_upper', 'bollinger_lower', 'bollinger_percent', 'sma_5', 'sma_10', 'sma_20', 'sma_50', 'ema_12', 'ema_26', 'stoch_k', 'stoch_d', 'williams_r', 'atr', 'adx', 'cci_20', 'roc_10', 'volume_ma_5', 'volume_ma_10', 'volume_ma_20', 'volume_ratio_5d', 'volume_ratio_10d', 'daily_return', 'returns_3d', 'returns_7d', 'growth_1d', 'growth_3d', 'growth_7d']) order by position) as additional_positions
  from ml_feature_sets
),
bars as (
  select instrument_id, trading_date, open_price, high_price, low_price, close_price, volume,
         lead(close_price, 7) over (partition by instrument_id order by trading_date)::double precision
           / nullif(close_price, 0)::double precision as growth_future_7d
  from price_bars
)
select m.id as model_id, f.instrument_id, f.trading_date,
       extract(epoch from f.trading_date)::bigint as trading_date_epoch,
       b.open_price, b.high_price, b.low_price, b.close_price, b.volume,
       f.values[p.year]::integer as year,
       f.values[p.month]::integer as month,
       f.values[p.weekday]::integer as weekday,
       f.values[p.quarter]::integer as quarter,
       f.values[p.day_of_year]::integer as day_of_year,
       f.values[p.week_of_year]::integer as week_of_year,
       f.values[p.is_month_end]::integer::boolean as is_month_end,
       f.values[p.rsi_14] as rsi_14,
       f.values[p.macd_line] as macd_line,
       f.values[p.macd_signal] as macd_signal,
       f.values[p.macd_histogram] as macd_histogram,
       f.values[p.bollinger_upper] as bollinger_upper,
       f.values[p.bollinger_lower] as bollinger_lower,
       f.values[p.bollinger_percent] as bollinger_percent,
       f.values[p.sma_5] as sma_5,
       f.values[p.sma_10] as sma_10,
       f.values[p.sma_20] as sma_20,
       f.values[p.sma_50] as sma_50,
       f.values[p.ema_12] as ema_12,
       f.values[p.ema_26] as ema_26,
       f.values[p.stoch_k] as stoch_k,
       f.values[p.stoch_d] as stoch_d,
       f.values[p.williams_r] as williams_r,
       f.values[p.atr_14] as atr_14,
       f.values[p.adx_14] as adx_14,
       f.values[p.cci_20] as cci_20,
       f.values[p.roc_10] as roc_10,
       f.values[p.volume_sma_5] as volume_sma_5,
       f.values[p.volume_sma_10] as volume_sma_10,
       f.values[p.volume_sma_20] as volume_sma_20,
       f.values[p.volume_ratio_5d] as volume_ratio_5d,
       f.values[p.volume_ratio_10d] as volume_ratio_10d,
       f.values[p.returns_1d] as returns_1d,
       f.values[p.returns_3d] as returns_3d,
       f.values[p.returns_7d] as returns_7d,
       f.values[p.growth_1d] as growth_1d,
       f.values[p.growth_3d] as growth_3d,
       f.values[p.growth_7d] as growth_7d,
       (select jsonb_object_agg(a.name, f.values[a.position])
        from unnest(p.additional_names, p.additional_positions) as a (name, position)
        -- An index that is not there is not mentioned.
        where f.values[a.position] is not null or a.name !~ '^index_[0-9]+_') as additional_features,
       b.growth_future_7d > 1 as target,
       b.growth_future_7d,
       f.completeness as feature_completeness,
       f.quality_score as data_quality_score,
       p.feature_set_version,
       f.computed_at as created_at
from features f
join positions p on p.feature_set_id = f.feature_set_id
join ml_models m
  on m.instrument_id = f.instrument_id and m.feature_set_id = f.feature_set_id
 and f.trading_date >= m.training_start_date
join bars b on b.instrument_id = f.instrument_id and b.trading_date = f.trading_date;

comment on view ml_feature_data is
  'The rows a model was trained and scored on: bar, features and targets. Features without a column of their own are keys of additional_features; target is null while the seventh session is still to come.';

-- 090_graphql_names.sql

-- What things are called in GraphQL. Lines of a comment that begin with @ are smart tags
-- (https://postgraphile.org/postgraphile/5/smart-tags): they name relations, state keys of views and hide what is
-- nobody's business. Descriptions follow in the next file; views and functions have theirs where they are defined.

-- Relations: what a foreign key is called on its own table, and on the table it refers to. Keys are found by their
-- column, because adopted tables name their constraints as they like.
do $$
declare
  relation record;
begin
  for relation in
    select k.*, c.conname
    from (values
      ('exchanges', 'country_id', 'country', 'exchanges'),
      ('exchange_holidays', 'exchange_id', 'exchange', 'holidays'),
      ('base_instruments', 'exchange_id', 'exchange', 'instruments'),
      ('base_instruments', 'sector_id', 'sector', 'instruments'),
      ('stocks', 'instrument_id', 'instrument', 'stock'),
      ('indices', 'instrument_id', 'instrument', 'index'),
      ('stock_prices', 'stock_id', 'instrument', 'stockPrices'),
      ('index_prices', 'index_id', 'instrument', 'indexPrices'),
      ('data_quality_metrics', 'instrument_id', 'instrument', 'dataQualityMetrics'),
      ('ml_pipelines', 'step', 'definition', 'pipelines'),
      ('ml_pipeline_policies', 'instrument_id', 'instrument', 'pipelinePolicyOverrides'),
      ('ml_pipeline_runs', 'instrument_id', 'instrument', 'mlPipelineRuns'),
      ('ml_pipeline_tasks', 'run_id', 'run', 'tasks'),
      ('ml_pipeline_tasks', 'step', 'definition', 'tasks'),
      ('ml_trials', 'pipeline_run_id', 'pipelineRun', 'trials'),
      ('features', 'instrument_id', 'instrument', 'features'),
      ('features', 'feature_set_id', 'featureSet', 'features'),
      ('ml_context_indices', 'exchange_id', 'exchange', 'contextIndices'),
      ('ml_context_indices', 'index_id', 'index', 'contextIndexSettings'),
      ('ml_context_indices', 'volatility_index_id', 'volatilityIndex', 'volatilityIndexSettings'),
      ('ml_lookahead_verdicts', 'model_id', 'model', 'lookaheadVerdicts'),
      ('ml_models', 'instrument_id', 'instrument', 'mlModels'),
      ('ml_models', 'feature_set_id', 'featureSet', 'mlModels'),
      ('ml_models', 'pipeline_run_id', 'pipelineRun', 'model'),
      ('ml_predictions', 'instrument_id', 'instrument', 'mlPredictions'),
      ('ml_predictions', 'model_id', 'model', 'mlPredictions'),
      ('ml_predictions', 'pipeline_run_id', 'pipelineRun', 'mlPredictions'),
      ('ml_backtest_results', 'instrument_id', 'instrument', 'mlBacktestResults'),
      ('ml_backtest_results', 'model_id', 'model', 'mlBacktestResults'),
      ('ml_backtest_results', 'pipeline_run_id', 'pipelineRun', 'mlBacktestResults')
    ) as k (table_name, column_name, field, foreign_field)
    join pg_attribute a on a.attrelid = k.table_name::regclass and a.attname = k.column_name
    join pg_constraint c on c.conrelid = a.attrelid and c.contype = 'f' and c.conkey = array[a.attnum]
  loop
    execute format('comment on constraint %I on %I is %L', relation.conname, relation.table_name,
      format(E'@fieldName %s\n@foreignFieldName %s', relation.field, relation.foreign_field));
  end loop;
end
$$;

-- Rows are read by their key or by a filter; a field on Query for each further unique constraint would be noise.
comment on constraint one_place_per_step on ml_pipelines is '@behavior -single';
comment on constraint one_row_per_trial on ml_trials is '@behavior -single';
comment on constraint one_index_per_exchange_and_slot on ml_context_indices is '@behavior -single';
comment on constraint one_model_per_run on ml_models is '@behavior -single';
comment on constraint unique_model_prediction_date on ml_predictions is '@behavior -single';
comment on constraint one_prediction_per_model_and_session on ml_predictions is '@behavior -single';
comment on constraint unique_model_backtest on ml_backtest_results is '@behavior -single';

-- Views: keys and relations that Postgres cannot declare on a view, put before the description each view has.
do $$
declare
  tagged record;
begin
  for tagged in
    select view_name, tags
    from (values
      ('price_bars', array[
        '@primaryKey instrument_id,trading_date',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName priceBars',
        '@behavior +aggregates +groupedAggregates']),
      ('market_context', array[
        '@name market_context_slot',
        '@listName marketContext',
        '@primaryKey instrument_id,slot',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName marketContext',
        '@foreignKey (index_id) references base_instruments (id)|@fieldName index|@backwardBehavior -*',
        '@foreignKey (volatility_index_id) references base_instruments (id)|@fieldName volatilityIndex|@backwardBehavior -*']),
      ('ml_feature_data', array[
        '@primaryKey model_id,trading_date',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName mlFeatureData',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName mlFeatureData']),
      ('latest_predictions', array[
        '@primaryKey instrument_id',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName latestPrediction',
        '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*',
        '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@backwardBehavior -*',
        '@behavior +aggregates +groupedAggregates']),
      ('run_grid', array[
        '@name run_grid_cell',
        '@listName runGrid',
        '@primaryKey run_id,step',
        '@foreignKey (run_id) references ml_pipeline_runs (id)|@fieldName run|@foreignFieldName grid',
        '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName runGrid',
        '@behavior +aggregates +groupedAggregates'])
    ) as v (view_name, tags)
  loop
    execute format('comment on view %I is %L', tagged.view_name,
      array_to_string(tagged.tags, E'\n') || E'\n' ||
      coalesce(regexp_replace(obj_description(tagged.view_name::regclass, 'pg_class'), '^(@[^\n]*\n)*', ''), ''));
  end loop;
end
$$;

-- Functions of an instrument's id are fields of the instrument (src/server/instrument_fields.ts) or serve views.
do $$
declare
  hidden regprocedure;
begin
  foreach hidden in array array['pipeline_policy(integer)', 'serving_model(integer)', 'retraining_due(integer)',
    'feature_sets_in_use(integer)', 'models_judged_since(integer, date, bigint)', 'is_volatility_index(text)', 'closing_time(integer, date)',
    'closes_no_later(integer, integer)']::regprocedure[]
  loop
    execute format('comment on function %s is %L', hidden,
      E'@behavior -*\n' || coalesce(regexp_replace(obj_description(hidden, 'pg_proc'), '^(@[^\n]*\n)*', ''), ''));
  end loop;
end
$$;

-- 095_descriptions.sql

-- What people read when they open the API: the comment of a table, column or type is its description in GraphQL.
--
-- Conventions: a session is a trading day of the instrument's exchange; "7d" and "days" are sessions; a return is a
-- fraction (0.02 is two percent up), a growth is a ratio of closes (1.02 is two percent up); null means not known.

-- Market tables. Adopted ones may lack a column, or have further ones: what is not there is passed over.
do $$
declare
  described record;
begin
  for described in
    select d.*
    from (values
      ('countries', null, 'Countries, with the currency and time zone of their markets.'),
      ('countries', 'iso_code', 'ISO 3166-1 alpha-2 code, such as US.'),
      ('countries', 'currency_code', 'ISO 4217 code, such as USD.'),
      ('countries', 'timezone', 'IANA time zone, such as America/New_York.'),

      ('exchanges', null, 'Stock exchanges: their sessions decide what "seven days ahead" means.'),
      ('exchanges', 'mic_code', 'ISO 10383 market identifier code, such as XNYS.'),
      ('exchanges', 'timezone', 'IANA time zone of the trading hours; the country''s when null.'),
      ('exchanges', 'market_open', 'Local time at which trading begins.'),
      ('exchanges', 'market_close', 'Local time at which trading ends.'),

      ('exchange_holidays', null, 'Weekdays on which an exchange does not trade.'),

      ('sectors', null, 'Business sectors of instruments.'),

      ('base_instruments', null,
       'Everything that has daily prices: stocks, indices and others. The start of most queries: prices, features, '
       'models, predictions and runs hang here.'),
      ('base_instruments', 'symbol', 'Ticker symbol, unique on its exchange.'),
      ('base_instruments', 'currency', 'ISO 4217 code of the trading currency.'),
      ('base_instruments', 'is_active', 'Whether new prices start pipeline runs.'),
      ('base_instruments', 'first_trading_date', 'First session of the listing, as stated by whoever inserted the instrument.'),
      ('base_instruments', 'last_trading_date', 'Last session before delisting; null while it trades.'),

      ('stocks', null, 'What is known about an instrument that is a stock.'),
      ('stocks', 'isin', 'ISO 6166 securities identification number.'),

      ('indices', null, 'What is known about an instrument that is an index.'),
      ('indices', 'base_value', 'Value of the index on its base date.'),

      ('stock_prices', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'Daily bars of stocks. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has '
       'the bars of all instruments under one set of names.'),
      ('stock_prices', 'stock_id', 'The instrument the bar belongs to.'),
      ('stock_prices', 'trading_date_local', 'The session, as a date in the exchange''s time zone.'),
      ('stock_prices', 'trading_date_utc', 'The session''s date in UTC; the local date unless stated.'),
      ('stock_prices', 'trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'),
      ('stock_prices', 'trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'),
      ('stock_prices', 'trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'),
      ('stock_prices', 'open_price', 'First price of the session, in the trading currency.'),
      ('stock_prices', 'high_price', 'Highest price of the session.'),
      ('stock_prices', 'low_price', 'Lowest price of the session.'),
      ('stock_prices', 'close_price', 'Last price of the session: what returns and labels are measured on.'),
      ('stock_prices', 'volume', 'Shares traded.'),
      ('stock_prices', 'adjusted_close', 'Close adjusted for splits and dividends, if the source has it. Not used for features.'),
      ('stock_prices', 'split_factor', 'Shares after a split for each share before it; 1 when there is none.'),
      ('stock_prices', 'dividend_amount', 'Dividend per share with this ex-date, in the trading currency.'),
      ('stock_prices', 'data_source', 'Where the row came from.'),
      ('stock_prices', 'raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'),
      ('stock_prices', 'created_at_epoch', 'Time of insertion in seconds since 1970-01-01.'),

      ('index_prices', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'Daily bars of indices. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has '
       'the bars of all instruments under one set of names.'),
      ('index_prices', 'index_id', 'The instrument the bar belongs to.'),
      ('index_prices', 'trading_date_local', 'The session, as a date in the exchange''s time zone.'),
      ('index_prices', 'trading_date_utc', 'The session''s date in UTC; the local date unless stated.'),
      ('index_prices', 'trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'),
      ('index_prices', 'trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'),
      ('index_prices', 'trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'),
      ('index_prices', 'open_value', 'First value of the session, in points.'),
      ('index_prices', 'high_value', 'Highest value of the session.'),
      ('index_prices', 'low_value', 'Lowest value of the session.'),
      ('index_prices', 'close_value', 'Last value of the session: what returns and labels are measured on.'),
      ('index_prices', 'trading_volume', 'Shares of the constituents traded.'),
      ('index_prices', 'total_market_cap', 'Market capitalisation of the constituents.'),
      ('index_prices', 'constituents_traded', 'How many constituents traded in the session.'),
      ('index_prices', 'data_source', 'Where the row came from.'),
      ('index_prices', 'raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'),
      ('index_prices', 'created_at_epoch', 'Time of insertion in seconds since 1970-01-01.'),

      ('data_quality_metrics', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'What the data check of the newest run found in an instrument''s prices, one row per check.'),
      ('data_quality_metrics', 'metric_name', 'The check, such as session_count, calendar_gaps, price_jumps or ohlc_violations.'),
      ('data_quality_metrics', 'metric_value', 'What was measured; its unit follows from the check.'),
      ('data_quality_metrics', 'is_valid', 'Whether the value is within its threshold.'),
      ('data_quality_metrics', 'severity', 'info (valid), warning, error or critical.'),
      ('data_quality_metrics', 'threshold_value', 'What the value was compared with.'),
      ('data_quality_metrics', 'description', 'The finding in one sentence, with counts and dates.')
    ) as d (table_name, column_name, description)
    where d.column_name is null
       or exists (
         select from pg_attribute a
         where a.attrelid = d.table_name::regclass and a.attname = d.column_name and not a.attisdropped)
  loop
    execute format(
      'comment on %s is %L',
      case when described.column_name is null
        then format('table %I', described.table_name)
        else format('column %I.%I', described.table_name, described.column_name)
      end,
      described.description);
  end loop;
end
$$;

comment on type instrument_type is 'Kind of instrument.';

-- The pipeline.

comment on table ml_pipeline_steps is
  'The steps a run can consist of: who executes them, how often they are tried and how long they may take.';
comment on column ml_pipeline_steps.executor is 'The queue that carries the step: graphile_worker (short) or pg_boss (training).';
comment on column ml_pipeline_steps.max_attempts is 'How often the step is tried before its run fails.';
comment on column ml_pipeline_steps.timeout is 'How long one attempt may take.';
comment on column ml_pipeline_steps.pins_input is 'Whether the step fixes which bars the run works on; bars that arrive later belong to the next run.';
comment on column ml_pipeline_steps.decides_training is 'Whether a prediction run becomes a training run after this step when retraining is due.';
comment on column ml_pipeline_steps.description is 'What the step does.';

comment on table ml_pipelines is 'Which steps the two kinds of run have, in order.';
comment on column ml_pipelines.kind is 'training or prediction.';
comment on column ml_pipelines.position is 'Place in the order; equal positions mean the same stage in both kinds.';
comment on column ml_pipelines.step is 'Name of the step.';

comment on table ml_pipeline_defaults is
  E'@name pipeline_policies\n@listName mlPipelineDefaults\n'
  'Pipeline policy: when to train, what to accept, how to trade. The one stored row holds the defaults; the policy in '
  'force for an instrument is its field `pipelinePolicy`.';
comment on column ml_pipeline_defaults.only_row is '@behavior -*';
comment on constraint ml_pipeline_defaults_pkey on ml_pipeline_defaults is '@behavior -single';
comment on column ml_pipeline_defaults.is_paused is 'Whether new prices start no runs.';
comment on column ml_pipeline_defaults.minimum_sessions is 'Sessions an instrument needs before it is trained.';
comment on column ml_pipeline_defaults.minimum_quality_score is 'Data quality in [0, 1] below which a run is skipped.';
comment on column ml_pipeline_defaults.quiet_period is 'A training run waits until no price has arrived for this long.';
comment on column ml_pipeline_defaults.maximum_quiet_period is 'The longest such wait, however steadily prices arrive.';
comment on column ml_pipeline_defaults.retrain_after_sessions is 'New sessions after which a model is trained again.';
comment on column ml_pipeline_defaults.minimum_roc_auc is 'The gate: ROC-AUC on the test range that a model must reach to go into production, in [0, 1].';
comment on column ml_pipeline_defaults.probability_threshold is 'Probability in (0.5, 1) from which a prediction is a BUY; 1 minus it and below is a SELL.';
comment on column ml_pipeline_defaults.transaction_cost is 'Cost of each fill in backtests, as a share of its value: 0.001 is 0.1 %.';
comment on column ml_pipeline_defaults.initial_capital is 'Capital a backtest starts with, in the trading currency.';
comment on column ml_pipeline_defaults.kept_models is 'Replaced models whose artifact is kept, per instrument.';
comment on column ml_pipeline_defaults.model_family is 'What is trained: xgboost_classifier, tfjs_mlp or tfjs_gru.';
comment on column ml_pipeline_defaults.engine is 'Who trains trees: pgaugur, or libxgboost where a training host has it.';
comment on column ml_pipeline_defaults.device is 'What libxgboost trains on: cpu, or cuda where it was built with it. Networks choose by themselves.';
comment on column ml_pipeline_defaults.gate_level is 'Largest p-value against no skill, corrected for the models judged on the same rows, with which the gate is passed.';
comment on column ml_pipeline_defaults.validation_folds is 'Walk-forward folds that configurations are compared on; fewer where the history is short.';
comment on column ml_pipeline_defaults.search_grid is 'Configurations to try: default (5), quick (192) or full (6,912, by successive halving).';
comment on column ml_pipeline_defaults.uses_market_context is 'Whether market indices are part of the features.';

comment on table ml_pipeline_policies is
  'What single instruments state against the pipeline defaults. A null column means that the default holds; columns '
  'mean what they mean in `mlPipelineDefaults`.';
comment on column ml_pipeline_policies.uses_market_context is 'Whether market indices are part of its features; in force from its next run on.';
comment on column ml_pipeline_policies.is_paused is 'Whether new prices of this instrument start no runs.';

comment on table ml_pipeline_runs is
  E'@behavior +aggregates +groupedAggregates\n'
  'Pipeline runs: one instrument''s way from new prices to predictions. At most one run per instrument is open.';
comment on column ml_pipeline_runs.kind is 'training (all steps) or prediction (new prices scored by the serving model).';
comment on column ml_pipeline_runs.status is
  'queued, running, succeeded, skipped (ended for a reason that is no failure), failed or cancelled.';
comment on column ml_pipeline_runs.reason is 'What started the run.';
comment on column ml_pipeline_runs.look_again is 'Whether prices arrived that this run no longer covers: another run follows it.';
comment on column ml_pipeline_runs.last_requested_at is 'When prices last asked for this run.';
comment on column ml_pipeline_runs.outcome is 'How the run ended, in one sentence: its result, why it was skipped, or its error.';
comment on column ml_pipeline_runs.first_session is 'First session of the bars the run works on; null until they are pinned.';
comment on column ml_pipeline_runs.last_session is 'Last session of the bars the run works on.';
comment on column ml_pipeline_runs.session_count is 'How many bars the run works on.';
comment on column ml_pipeline_runs.content_hash is '@behavior -*';

comment on table ml_pipeline_tasks is
  E'@behavior +aggregates +groupedAggregates\n'
  'The steps a run has reached. `runGrid` also shows those it has not.';
comment on column ml_pipeline_tasks.position is 'Place of the step in the run.';
comment on column ml_pipeline_tasks.status is 'queued, running, succeeded, skipped, failed or cancelled.';
comment on column ml_pipeline_tasks.attempt is 'The current or last attempt; 0 before the first.';
comment on column ml_pipeline_tasks.attempt_limit is 'The attempt after which the run fails.';
comment on column ml_pipeline_tasks.host is 'Host of the worker that executes or last executed the step.';
comment on column ml_pipeline_tasks.summary is 'What the step found or did, in one sentence.';
comment on column ml_pipeline_tasks.output is 'What the step handed on to later ones.';
comment on column ml_pipeline_tasks.errors is 'The errors of failed attempts, oldest first, each with message, attempt, host and time.';

comment on table ml_trials is
  E'@behavior +aggregates +groupedAggregates\n'
  'The trial ledger: every configuration that was tried while searching for a model, chosen or not.';
comment on column ml_trials.trial is 'Number of the trial within its run, from 1.';
comment on column ml_trials.parameters is 'The configuration that was tried.';
comment on column ml_trials.rounds is 'Boosting rounds after early stopping.';
comment on column ml_trials.validation_log_loss is 'Mean negative log-likelihood on the validation range; lower is better, 0.693 is a coin toss.';
comment on column ml_trials.validation_roc_auc is 'ROC-AUC on the validation range, in [0, 1].';
comment on column ml_trials.seed is 'Seed of the random generator.';
comment on column ml_trials.fold_log_losses is 'Log-loss on the validation rows of each fold, oldest first; fewer where the search gave up early.';
comment on column ml_trials.is_chosen is 'Whether the model was fitted with this configuration.';

comment on table ml_lookahead_verdicts is
  'The look-ahead proof of a model, per feature: stored rows recomputed from a history that ends with them, and from one whose later bars are different.';
comment on column ml_lookahead_verdicts.feature_name is 'A feature the model uses.';
comment on column ml_lookahead_verdicts.rows_differing is 'How many of them came out different.';
comment on column ml_lookahead_verdicts.first_differing_session is 'The earliest session, among those checked, that differs; null without one.';
comment on column ml_lookahead_verdicts.checked_at is 'When the model was validated.';
comment on column ml_lookahead_verdicts.passed is 'Whether no row differed; a feature that did not pass fails the gate of its model.';
comment on column ml_lookahead_verdicts.rows_checked is 'How many stored rows were recomputed, each in both ways.';
comment on column ml_lookahead_verdicts.largest_difference is 'Largest absolute difference found; null without one, or where a value was missing.';

-- Features and models.

comment on table ml_feature_sets is 'Versions of the feature set: an ordered list of feature names.';
comment on column ml_feature_sets.version is 'Changes whenever a feature is added, removed or computed differently.';
comment on column ml_feature_sets.feature_names is 'Names in the order of `Feature.values`.';
comment on column ml_feature_sets.is_current is 'Whether new models learn from this set.';
comment on column ml_feature_sets.is_supported is
  'Whether the installed version computes this set, so that models trained on it can score new sessions.';

comment on table ml_context_indices is
  'Which indices are part of the features of an exchange''s instruments, by slot. Empty: the first four indices that have prices.';
comment on column ml_context_indices.exchange_id is 'The exchange this holds for; null: every exchange without rows of its own.';
comment on column ml_context_indices.slot is 'From 1 to 4: the features of slot 1 are called index_1_….';
comment on column ml_context_indices.volatility_index_id is 'Its volatility index in percent per year, such as the VIX; null without one.';

comment on column market_context.slot is E'@notNull\nFrom 1 to 4: the features of slot 1 are called index_1_….';
comment on column market_context.instrument_id is '@notNull';
comment on column market_context.index_id is '@notNull';
comment on column market_context.index_symbol is E'@notNull\nSymbol of the index.';
comment on column market_context.volatility_index_symbol is 'Symbol of its volatility index; null without one.';
comment on column market_context.same_session is
  E'@notNull\nWhether the index''s close of a date is known when the instrument''s session of that date ends; if not, the date before is looked at.';
comment on column market_context.volatility_same_session is 'The same of its volatility index.';

comment on table features is
  'The features of each session, once per instrument and feature set. `mlFeatureData` has them by name.';
comment on column features.trading_date is 'The session after whose close the features are known.';
comment on column features.values is
  'One value per feature, in the order of `featureSet { featureNames }`; null while a feature has too little history.';
-- Hash of all inputs up to the session: src/features/input_hash.ts.
comment on column features.history_hash is '@behavior -*';
comment on column features.completeness is
  'Share of the features of the instrument''s own history that are known, in [0, 1]; market indices are not counted.';
comment on column features.quality_score is 'Quality of the session''s bar, in [0, 1]; 1 when there is nothing to remark.';

comment on type ml_model_status is
  'Stage of a model: training (being built), testing (gate not passed; serves while there is no better one), active '
  '(gate passed), deprecated (replaced) or failed.';

comment on table ml_models is
  E'@behavior +aggregates +groupedAggregates\n'
  'Trained models with their metrics. At most one per instrument is in production.';
comment on column ml_models.model_version is 'Unique per instrument; v2.x.x are models of the 7-day system.';
comment on column ml_models.model_type is 'Model family, such as xgboost_classifier.';
comment on column ml_models.hyperparameters is 'Parameters the model was fitted with, with the number of rounds and the seed.';
comment on column ml_models.feature_count is 'How many features the model uses.';
comment on column ml_models.target_variable is 'What is predicted: growth_7d, whether the close seven sessions ahead is higher.';
comment on column ml_models.target_horizon_days is 'Sessions from a prediction to its target.';
comment on column ml_models.cv_score is 'Mean ROC-AUC of the chosen configuration over the walk-forward folds, in [0, 1].';
comment on column ml_models.test_accuracy is 'Share of correct predictions on the test range, which nothing was tuned on.';
comment on column ml_models.test_roc_auc is 'ROC-AUC on the test range, in [0, 1]; 0.5 is a coin toss.';
comment on column ml_models.test_f1_score is 'F1 score of "higher" on the test range, in [0, 1].';
comment on column ml_models.validation_roc_auc is 'ROC-AUC on the validation range, in [0, 1]; optimistic, the configuration was chosen by it.';
comment on column ml_models.metrics is 'All metrics on the test range, with an interval for the ROC-AUC; majorityAccuracy is the accuracy of always answering the more frequent class.';
comment on column ml_models.gate_passed is 'Whether the model was good enough for production; null until validated.';
comment on column ml_models.gate_reason is 'Why the gate was passed or not.';
comment on column ml_models.engine is 'What trained it, with its version.';
comment on column ml_models.device is 'What it was trained on.';
comment on column ml_models.p_value is
  'How often scores without any skill do as well on the test range, in [0, 1]; not corrected for the number of models judged there.';
comment on column ml_models.calibration is
  'How probabilities are corrected, fitted on validation rows: {method: none | platt | isotonic, …}.';
comment on column ml_models.reliability is
  'Forecast against outcome on the test range: bins of {from, to, rows, meanPredicted, observedRate, lower, upper}, and the expected calibration error.';
comment on column ml_models.champion_comparison is
  'The production model of the time beside this one on the same test rows, and whether this one may replace it; null without one.';
comment on column ml_models.training_records is 'Sessions the model was fitted on.';
comment on column ml_models.validation_records is 'Sessions the configuration was chosen on.';
comment on column ml_models.test_records is 'Sessions the metrics were measured on.';
comment on column ml_models.training_start_date is 'First session of the training range.';
comment on column ml_models.training_end_date is 'Last session the model was fitted on.';
comment on column ml_models.data_end_date is 'Last session of the bars the model was made from, its test range included.';
comment on column ml_models.data_hash is '@behavior -*';
comment on column ml_models.label_hash is '@behavior -*';
comment on column ml_models.label_closes is '@behavior -*';
comment on column ml_models.label_end_date is 'The last session whose outcome was known when the model was trained.';
comment on column ml_models.model_file_path is 'Where the artifact lies: pg: and its SHA-256 for the database itself.';
comment on column ml_models.model_file_hash is 'SHA-256 of the artifact in hexadecimal; null once it was archived.';
comment on column ml_models.feature_names is 'The features the model uses, in its own order.';
comment on column ml_models.feature_importance is 'Feature name to total gain, largest first; unused features are left out.';
comment on column ml_models.model_card is 'How the model came about: data, preparation, search and validation.';
comment on column ml_models.is_production is 'Whether this is the instrument''s production model.';
comment on column ml_models.deployed_at is 'When the model went into production.';
comment on column ml_models.deprecated_at is 'When the model was replaced.';
comment on column ml_models.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_models.airflow_run_id is 'The pipeline run''s id as text, kept for queries written for the former system.';

comment on table ml_predictions is
  E'@behavior +aggregates +groupedAggregates\n'
  'Predictions: will the close seven sessions ahead be higher? One per model and session, with the outcome once the '
  'seventh session has happened.';
comment on column ml_predictions.prediction_date is 'The session after whose close the prediction was made.';
comment on column ml_predictions.target_date is
  'The seventh session after it: by the exchange''s calendar at first, corrected when that session has happened.';
comment on column ml_predictions.prediction_horizon_days is 'Sessions from prediction_date to target_date.';
comment on column ml_predictions.trading_date_epoch is 'Midnight UTC of prediction_date, in seconds since 1970-01-01.';
comment on column ml_predictions.predicted_class is 'Whether a higher close is predicted: the probability is at least 0.5.';
comment on column ml_predictions.prediction_probability is
  'Probability in [0, 1] that the close seven sessions ahead is higher.';
comment on column ml_predictions.prediction_confidence is
  'Probability of the predicted class, in [0.5, 1].';
comment on column ml_predictions.feature_importance_json is
  'The ten features that weigh most in this prediction, as a list of {feature, value, contribution}; contributions are '
  'log-odds, positive ones speak for a higher close.';
comment on column ml_predictions.actual_class is 'Whether the close was higher; null until the seventh session has happened.';
comment on column ml_predictions.actual_return_7d is 'Return over the seven sessions as a fraction; null until then.';
comment on column ml_predictions.actual_growth_7d is 'Ratio of the two closes, 1 plus the return; null until then.';
comment on column ml_predictions.prediction_accuracy is
  'Whether the prediction was right; null until then. Its `share` among the aggregates is the hit rate.';
comment on column ml_predictions.trading_signal is
  'BUY, HOLD or SELL, by the policy''s probability threshold; always HOLD for a model that has not passed the gate.';
comment on column ml_predictions.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column ml_predictions.holding_period_days is 'Sessions a position opened on this signal is meant to be held.';
comment on column ml_predictions.origin is
  'holdout (a session of the model''s test range, scored when the model was made) or live (scored as new prices came).';
comment on column ml_predictions.stale_at is 'Since when the prices it was made from are no longer the stored ones; null while they are.';
comment on column ml_predictions.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_predictions.airflow_run_id is 'The pipeline run''s id as text, kept for queries written for the former system.';

comment on table ml_backtest_results is
  E'@behavior +aggregates +groupedAggregates\n'
  'What trading a model''s holdout predictions would have brought: long only, one position at a time with all the '
  'capital, bought at the open after a signal and sold at the close of the seventh session. Returns are fractions.';
comment on column ml_backtest_results.holding_period_days is 'Sessions from a signal''s close to the exit.';
comment on column ml_backtest_results.probability_threshold is 'Probability from which a position was opened.';
comment on column ml_backtest_results.initial_capital is 'Capital at the start, in the trading currency.';
comment on column ml_backtest_results.transaction_cost is 'Cost of each fill as a share of its value, paid on both sides.';
comment on column ml_backtest_results.total_return is 'Return over the whole range, net of costs.';
comment on column ml_backtest_results.annualized_return is 'Compound return per 252 sessions.';
comment on column ml_backtest_results.sharpe_ratio is 'Mean over standard deviation of daily returns, times √252; risk-free rate 0.';
comment on column ml_backtest_results.max_drawdown is 'Deepest fall from a peak, at most 0: -0.25 is a loss of a quarter.';
comment on column ml_backtest_results.win_rate is 'Share of trades with a gain after costs, in [0, 1].';
comment on column ml_backtest_results.profit_factor is 'Sum of winning returns over the size of the sum of losing ones; null when no trade lost.';
comment on column ml_backtest_results.winning_trades is 'Trades with a gain after costs.';
comment on column ml_backtest_results.losing_trades is 'Trades with a loss after costs.';
comment on column ml_backtest_results.avg_trade_return is 'Mean return per trade, net of costs.';
comment on column ml_backtest_results.avg_trade_duration_days is 'Mean number of sessions from signal to exit.';
comment on column ml_backtest_results.volatility is 'Standard deviation of daily returns, annualised by √252.';
comment on column ml_backtest_results.var_95 is 'Value at risk: the daily return that one session in twenty fell below.';
comment on column ml_backtest_results.calmar_ratio is 'Annualised return over the size of the maximum drawdown; null without a drawdown.';
comment on column ml_backtest_results.sortino_ratio is 'Like the Sharpe ratio, but only falls count as risk; null when no day lost.';
comment on column ml_backtest_results.buy_and_hold_return is 'Return of holding the instrument over the same sessions, without costs.';
comment on column ml_backtest_results.trade_history is 'Every trade with its dates, prices, shares, return and the probability that opened it.';
comment on column ml_backtest_results.monthly_returns is 'Month (YYYY-MM) to return.';
comment on column ml_backtest_results.backtest_quality is 'EXCELLENT, GOOD, FAIR or POOR, by the quality score.';
comment on column ml_backtest_results.quality_score is 'Grade in [0, 1] from return, risk and number of trades.';
comment on column ml_backtest_results.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_backtest_results.airflow_run_id is 'The pipeline run''s id as text, kept for queries written for the former system.';

-- Columns of views. @notNull: Postgres does not know it of a view's column.

comment on column price_bars.instrument_id is '@notNull';
comment on column price_bars.trading_date is E'@notNull\nThe session, as a date in the exchange''s time zone.';
comment on column price_bars.open_price is E'@notNull\nFirst price of the session, in the trading currency (points for an index).';
comment on column price_bars.high_price is E'@notNull\nHighest price of the session.';
comment on column price_bars.low_price is E'@notNull\nLowest price of the session.';
comment on column price_bars.close_price is E'@notNull\nLast price of the session: what returns and labels are measured on.';
comment on column price_bars.volume is E'@notNull\nShares traded.';

comment on column run_grid.run_id is '@notNull';
comment on column run_grid.instrument_id is '@notNull';
comment on column run_grid.symbol is '@notNull';
comment on column run_grid.kind is E'@notNull\ntraining or prediction.';
comment on column run_grid.run_status is E'@notNull\nState of the run: queued, running, succeeded, skipped, failed or cancelled.';
comment on column run_grid.reason is E'@notNull\nWhat started the run.';
comment on column run_grid.outcome is 'How the run ended, in one sentence.';
comment on column run_grid.requested_at is '@notNull';
comment on column run_grid.position is E'@notNull\nPlace of the step in the run.';
comment on column run_grid.step is '@notNull';
comment on column run_grid.status is
  E'@notNull\nState of the step: waiting (not reached yet), queued, running, succeeded, skipped, failed, cancelled or not '
  'reached (the run ended before).';
comment on column run_grid.attempt is E'@notNull\nThe current or last attempt; 0 before the first.';
comment on column run_grid.host is 'Host of the worker that executes or last executed the step.';
comment on column run_grid.seconds is 'How long the last attempt took, or has taken so far.';
comment on column run_grid.summary is 'What the step found or did, in one sentence.';
comment on column run_grid.last_error is 'Message of the newest failed attempt.';

comment on column latest_predictions.prediction_id is '@notNull';
comment on column latest_predictions.instrument_id is '@notNull';
comment on column latest_predictions.symbol is '@notNull';
comment on column latest_predictions.prediction_date is E'@notNull\nThe session after whose close the prediction was made.';
comment on column latest_predictions.target_date is E'@notNull\nThe seventh session after it.';
comment on column latest_predictions.predicted_class is E'@notNull\nWhether a higher close is predicted.';
comment on column latest_predictions.prediction_probability is
  E'@notNull\nProbability in [0, 1] that the close seven sessions ahead is higher.';
comment on column latest_predictions.prediction_confidence is 'Probability of the predicted class, in [0.5, 1].';
comment on column latest_predictions.trading_signal is 'BUY, HOLD or SELL; always HOLD for a model that has not passed the gate.';
comment on column latest_predictions.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column latest_predictions.feature_importance_json is
  'The ten features that weigh most, as a list of {feature, value, contribution}; contributions are log-odds.';
comment on column latest_predictions.stale_at is 'Since when the prices it was made from are no longer the stored ones.';
comment on column latest_predictions.model_id is '@notNull';
comment on column latest_predictions.model_name is '@notNull';
comment on column latest_predictions.model_version is '@notNull';
comment on column latest_predictions.model_status is '@notNull';
comment on column latest_predictions.is_production is
  E'@notNull\nWhether a production model made it; false for a testing model that serves while there is none.';
comment on column latest_predictions.test_roc_auc is 'ROC-AUC of the model on its test range, in [0, 1]; 0.5 is a coin toss.';
comment on column latest_predictions.gate_passed is 'Whether the model was good enough for production.';

comment on column ml_feature_data.model_id is '@notNull';
comment on column ml_feature_data.instrument_id is '@notNull';
comment on column ml_feature_data.trading_date is E'@notNull\nThe session after whose close the features are known.';
comment on column ml_feature_data.trading_date_epoch is 'Midnight UTC of the session, in seconds since 1970-01-01.';
comment on column ml_feature_data.weekday is 'Monday is 0, Friday is 4.';
comment on column ml_feature_data.week_of_year is 'ISO 8601 week, 1 to 53.';
comment on column ml_feature_data.is_month_end is 'Whether it is the month''s last session.';
comment on column ml_feature_data.rsi_14 is 'Relative strength index of 14 closes, in [0, 100].';
comment on column ml_feature_data.macd_line is 'MACD 12/26 of the close.';
comment on column ml_feature_data.macd_signal is '9-session signal line of the MACD.';
comment on column ml_feature_data.macd_histogram is 'MACD minus its signal line.';
comment on column ml_feature_data.bollinger_upper is 'Mean of 20 closes plus two standard deviations.';
comment on column ml_feature_data.bollinger_lower is 'Mean of 20 closes minus two standard deviations.';
comment on column ml_feature_data.bollinger_percent is 'Place of the close between the bands: 0 on the lower, 1 on the upper.';
comment on column ml_feature_data.sma_5 is 'Mean of 5 closes.';
comment on column ml_feature_data.sma_10 is 'Mean of 10 closes.';
comment on column ml_feature_data.sma_20 is 'Mean of 20 closes.';
comment on column ml_feature_data.sma_50 is 'Mean of 50 closes.';
comment on column ml_feature_data.ema_12 is 'Exponentially weighted mean of the closes, span 12.';
comment on column ml_feature_data.ema_26 is 'Exponentially weighted mean of the closes, span 26.';
comment on column ml_feature_data.stoch_k is 'Slow stochastic %K (5, 3, 3), in [0, 100].';
comment on column ml_feature_data.stoch_d is 'Slow stochastic %D (5, 3, 3), in [0, 100].';
comment on column ml_feature_data.williams_r is 'Williams %R of 14 sessions, in [-100, 0].';
comment on column ml_feature_data.atr_14 is 'Average true range of 14 sessions, in the trading currency.';
comment on column ml_feature_data.adx_14 is 'Average directional index of 14 sessions, in [0, 100].';
comment on column ml_feature_data.cci_20 is 'Commodity channel index of 20 sessions.';
comment on column ml_feature_data.roc_10 is 'Change of the close over 10 sessions, in percent.';
comment on column ml_feature_data.volume_sma_5 is 'Mean volume of 5 sessions.';
comment on column ml_feature_data.volume_sma_10 is 'Mean volume of 10 sessions.';
comment on column ml_feature_data.volume_sma_20 is 'Mean volume of 20 sessions.';
comment on column ml_feature_data.volume_ratio_5d is 'Volume over its mean of 5 sessions.';
comment on column ml_feature_data.volume_ratio_10d is 'Volume over its mean of 10 sessions.';
comment on column ml_feature_data.returns_1d is 'Return since the session before, as a fraction.';
comment on column ml_feature_data.returns_3d is 'Return over 3 sessions.';
comment on column ml_feature_data.returns_7d is 'Return over 7 sessions.';
comment on column ml_feature_data.growth_1d is 'Close over the close of the session before.';
comment on column ml_feature_data.growth_3d is 'Close over the close 3 sessions before.';
comment on column ml_feature_data.growth_7d is 'Close over the close 7 sessions before.';
comment on column ml_feature_data.additional_features is
  'The features without a column of their own, by name; those of market indices only where they are known.';
comment on column ml_feature_data.target is
  'Whether the close seven sessions ahead is higher: what models learn. Null until that session has happened.';
comment on column ml_feature_data.growth_future_7d is 'The close seven sessions ahead over this one; null until then.';
comment on column ml_feature_data.feature_completeness is 'Share of features that are known, in [0, 1].';
comment on column ml_feature_data.data_quality_score is 'Quality of the session''s bar, in [0, 1].';
comment on column ml_feature_data.feature_set_version is 'Version of the feature set the row was computed with.';

-- 100_grants.sql

-- Who may do what. PUBLIC may nothing: Postgres grants EXECUTE on functions to PUBLIC by itself, so that is revoked
-- first. Inserting prices takes INSERT on the price table and USAGE on the schema, nothing else.

-- Ours are the functions that this transaction has made or replaced; an adopted schema may hold others.
do $$
declare
  ours record;
begin
  for ours in
    select p.oid::regprocedure as signature from pg_proc p
    where p.pronamespace = @schema_literal@::regnamespace and p.xmin = pg_current_xact_id()::xid
  loop
    execute format('revoke all on function %s from public', ours.signature);
  end loop;
end
$$;

grant usage on schema @schema@ to pgaugur_reader, pgaugur_operator, pgaugur_worker;

-- reader: what GraphQL runs as.
grant select on
  countries, exchanges, exchange_holidays, sectors, base_instruments, stocks, indices, stock_prices, index_prices,
  data_quality_metrics, price_bars,
  ml_pipeline_steps, ml_pipelines, ml_pipeline_defaults, ml_pipeline_policies, ml_pipeline_runs, ml_pipeline_tasks, run_grid,
  ml_feature_sets, ml_context_indices, market_context, features, ml_feature_data, ml_models, ml_trials, ml_lookahead_verdicts, ml_predictions,
  ml_backtest_results, latest_predictions
to pgaugur_reader, pgaugur_worker;
grant execute on function
  target_session(date, integer, integer), pipeline_policy(integer), serving_model(integer), retraining_due(integer),
  feature_sets_in_use(integer), models_judged_since(integer, date, bigint), is_volatility_index(text), closes_no_later(integer, integer), closing_time(integer, date)
to pgaugur_reader, pgaugur_worker;

-- operator: reader, and the functions that start, retry and stop runs, and the policies.
grant execute on function
  request_run(integer, text, text), request_runs(integer[], text, text), retry_run(bigint), cancel_run(bigint, text),
  pause_instrument(integer), resume_instrument(integer), rollback_model(integer)
to pgaugur_operator;
grant select on ml_worker_pools, pgaugur_version to pgaugur_operator;
grant insert, update, delete on ml_pipeline_policies, ml_context_indices to pgaugur_operator;
grant update on ml_pipeline_defaults to pgaugur_operator;

-- worker: writes results; moves runs only through the functions that check the attempt.
grant select on ml_model_artifacts, ml_worker_pools, pgaugur_migrations, pgaugur_version to pgaugur_worker;
grant insert, update, delete on features, ml_model_artifacts, ml_models, ml_trials, ml_predictions,
  ml_backtest_results, ml_lookahead_verdicts, data_quality_metrics to pgaugur_worker;
grant usage on all sequences in schema @schema@ to pgaugur_worker;
grant execute on function
  start_step(bigint, text, text), fence_step(bigint, text, integer), finish_step(bigint, text, integer, jsonb, text),
  skip_run(bigint, text, integer, text, boolean), fail_step(bigint, text, integer, jsonb), release_step(bigint, text, integer),
  fail_dead_letter(bigint, text, jsonb), pin_input(bigint, date, date, integer, bytea),
  register_worker_pool(text, text, integer), unregister_worker_pool(text), sweep_dead_workers(),
  settle_predictions(integer), reopen_predictions(integer, date, smallint), request_due_retraining(), delete_old_runs(interval)
to pgaugur_worker;

-- The queues: workers take and settle jobs. graphile-worker guards its tables with row-level security that admits
-- only their owner, so the worker role gets a policy of its own.
grant usage on schema @worker_schema@, @boss_schema@ to pgaugur_worker;
grant select, insert, update, delete on all tables in schema @worker_schema@ to pgaugur_worker;
grant select, insert, update, delete on all tables in schema @boss_schema@ to pgaugur_worker;
grant usage on all sequences in schema @worker_schema@ to pgaugur_worker;
grant usage on all sequences in schema @boss_schema@ to pgaugur_worker;
grant execute on all functions in schema @worker_schema@ to pgaugur_worker;
grant execute on all functions in schema @boss_schema@ to pgaugur_worker;
do $$
declare
  guarded record;
begin
  for guarded in
    select c.oid::regclass as table_name from pg_class c
    where c.relnamespace = @worker_schema_literal@::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'pgaugur_worker')
  loop
    execute format('create policy pgaugur_worker on %s to pgaugur_worker using (true) with check (true)',
                   guarded.table_name);
  end loop;
end
$$;
