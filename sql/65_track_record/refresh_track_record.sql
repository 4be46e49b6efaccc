-- The record of an instrument and of its models, computed from what was said live and what came of it.

-- Computes the record of an instrument and those of some of its models again. Of the instrument, each session counts
-- once, with the live prediction that was written first: that of the model which served.
create or replace function refresh_instrument_record(instrument integer, model_ids bigint[])
returns void
language plpgsql volatile security definer
set search_path from current
-- Planned once per connection: it is the same for every instrument, and planning it takes as long as half of it.
set plan_cache_mode to force_generic_plan
-- What is stored as JSON has all its digits, whoever settles.
set extra_float_digits = 1
as $$
begin
  -- Two transactions that settle the same instrument take turns: each statement here sees what was committed before it.
  perform from base_instruments i where i.id = instrument for no key update;

  delete from ml_track_record t
  where t.instrument_id = instrument and (t.model_id is null or t.model_id = any (model_ids));

  with told as (
    select p.*
    from ml_models m -- one that has just been deleted has no record
    join live_predictions p on p.model_id = m.id
    where m.id = any (model_ids) and m.instrument_id = instrument
    union all
    (select distinct on (p.prediction_date)
            p.id, p.instrument_id, null, p.prediction_date, p.target_date, p.prediction_probability, p.trading_signal,
            p.actual_class, p.predicted_class, p.growth_low, p.growth_high, p.growth_coverage, p.actual_growth_7d
     from live_predictions p
     where p.instrument_id = instrument
       -- A model from elsewhere serves nobody here.
       and p.model_id not in (select e.id from ml_models e where e.scope = 'external' and e.instrument_id = instrument)
     order by p.prediction_date, p.id)
  ),
  -- Few, and mostly none: looked through for each signal, where the bars it was held for would be eight rows each.
  actions as materialized (
    select b.trading_date, b.split_factor, b.dividend_amount
    from price_bars b
    where b.instrument_id = instrument and (b.split_factor <> 1 or b.dividend_amount <> 0)
  ),
  settled as materialized (
    select t.instrument_id, t.model_id, t.prediction_date as session, t.prediction_probability as probability,
           t.actual_class as up, t.predicted_class = t.actual_class as hit, n.net,
           -- Bins are open below: the edges that are not smaller are counted from the other end.
           19 - width_bucket(-t.prediction_probability, edges.negative) as bin,
           t.growth_coverage, t.growth_high - t.growth_low as width,
           t.actual_growth_7d between t.growth_low and t.growth_high as inside,
           -- How volatile the sessions were said to be: the interval is as wide as that, whatever the price does.
           ln(t.growth_high / t.growth_low) as volatility,
           row_number() over (partition by t.instrument_id, t.model_id order by t.prediction_date desc) as recency
    from told t
    cross join (select array_agg(-edge / 20.0::double precision order by edge desc) as negative
                from generate_series(1, 19) as edge) edges
    left join ml_pipeline_policies o on o.instrument_id = t.instrument_id
    cross join ml_pipeline_defaults d
    left join lateral (
      -- Traded as backtests do: in at the next open, out at the close of the seventh session, cost on both sides,
      -- splits and dividends in between; profit over the value at entry and its cost. A SELL is a short sale of the
      -- same value, which owes the dividends.
      select case t.trading_signal
               when 'BUY' then (traded.growth * (1 - traded.cost) + traded.dividends) / (1 + traded.cost) - 1
               else (1 - traded.cost - traded.growth * (1 + traded.cost) - traded.dividends) / (1 + traded.cost)
             end as net
      from (select b.trading_date, b.open_price from price_bars b
            -- Here, and not outside, so that no price is looked up for a HOLD.
            where t.trading_signal in ('BUY', 'SELL')
              and b.instrument_id = t.instrument_id and b.trading_date > t.prediction_date and b.open_price > 0
            order by b.trading_date limit 1) entry
      cross join (
            select b.close_price from price_bars b
            where b.instrument_id = t.instrument_id and b.trading_date = t.target_date) last
      -- What one share bought at that open has become: a session's split comes before its dividend, and both before its
      -- open.
      cross join lateral (
            select product(h.split_factor) as shares, coalesce(sum(h.shares * h.dividend_amount), 0) as dividends
            from (select a.split_factor, a.dividend_amount,
                         product(a.split_factor) over (order by a.trading_date rows unbounded preceding) as shares
                  from actions a
                  where a.trading_date > entry.trading_date and a.trading_date <= t.target_date) h) held
      cross join lateral (
        select last.close_price::double precision * held.shares / entry.open_price::double precision as growth,
               held.dividends / entry.open_price::double precision as dividends,
               coalesce(o.transaction_cost, d.transaction_cost) as cost) traded
    ) n on true
    where t.actual_class is not null
  ),
  windowed as materialized (
    select w.sessions as window_sessions, s.*,
           -- Tied probabilities share their mean rank.
           rank() over in_window
             + (count(*) over (partition by s.instrument_id, s.model_id, w.sessions, s.probability) - 1) / 2.0
             as probability_rank
    from settled s
    join (values (30), (90), (365), (null)) w (sessions) on w.sessions is null or s.recency <= w.sessions
    window in_window as (partition by s.instrument_id, s.model_id, w.sessions order by s.probability)
  ),
  thirds as (
    select w.instrument_id, w.model_id, w.window_sessions, w.growth_coverage, w.width, w.inside,
           ntile(3) over (partition by w.instrument_id, w.model_id, w.window_sessions order by w.volatility) as third
    from windowed w
    where w.inside is not null
  ),
  covered_by_third as (
    select t.instrument_id, t.model_id, t.window_sessions, t.third, count(*) as predictions,
           avg(t.growth_coverage) as nominal, avg(t.inside::integer)::double precision as coverage,
           avg(t.width) as width
    from thirds t
    group by 1, 2, 3, 4
  ),
  covered as (
    select c.instrument_id, c.model_id, c.window_sessions, sum(c.predictions)::integer as predictions,
           (sum(c.nominal * c.predictions) / sum(c.predictions))::double precision as nominal,
           (sum(c.coverage * c.predictions) / sum(c.predictions))::double precision as coverage,
           (sum(c.width * c.predictions) / sum(c.predictions))::double precision as width,
           jsonb_agg(jsonb_build_object(
             'volatility', (array['low', 'middle', 'high'])[c.third], 'predictions', c.predictions,
             'coverage', c.coverage, 'width', c.width,
             'interval', wilson_interval(c.coverage, greatest(1, c.predictions / overlap_sessions()::double precision)))
             order by c.third) as by_volatility
    from covered_by_third c
    group by 1, 2, 3
  ),
  bins as (
    select instrument_id, model_id, window_sessions, bin, count(*) as predictions,
           avg(probability) as mean_predicted, avg(up::integer)::double precision as observed_rate
    from windowed
    group by 1, 2, 3, 4
  ),
  calibrations as (
    select instrument_id, model_id, window_sessions,
           jsonb_agg(jsonb_build_object(
             'from', bin / 20.0, 'to', (bin + 1) / 20.0, 'predictions', predictions, 'meanPredicted', mean_predicted,
             'observedRate', observed_rate,
             'interval',
             wilson_interval(observed_rate, greatest(1, predictions / overlap_sessions()::double precision)))
             order by bin) as bins,
           sum(abs(observed_rate - mean_predicted) * predictions) / sum(predictions) as error
    from bins
    group by 1, 2, 3
  ),
  summed as (
    select instrument_id, model_id, window_sessions, count(*)::integer as predictions,
           min(session) as first_session, max(session) as last_session,
           avg(up::integer)::double precision as base_rate, avg(hit::integer)::double precision as hit_rate,
           count(*) filter (where up)::double precision as positives,
           count(*) filter (where not up)::double precision as negatives,
           (sum(probability_rank) filter (where up))::double precision as positive_ranks,
           avg((probability - up::integer) ^ 2) as brier,
           stddev_samp((probability - up::integer) ^ 2) as brier_deviation,
           count(net)::integer as signals, avg((net > 0)::integer)::double precision as signal_win_rate,
           avg(net) as signal_return, stddev_samp(net) as signal_deviation
    from windowed
    group by 1, 2, 3
  ),
  measured as (
    select s.*, s.predictions / overlap_sessions()::double precision as independent,
           (s.positive_ranks - s.positives * (s.positives + 1) / 2) / nullif(s.positives * s.negatives, 0) as roc_auc
    from summed s
  )
  insert into ml_track_record (
    instrument_id, model_id, window_sessions, predictions, first_session, last_session, base_rate, hit_rate,
    hit_rate_interval, roc_auc, roc_auc_interval, brier, brier_interval, brier_of_base_rate, calibration,
    calibration_error, signals, transaction_cost, signal_win_rate, signal_return, signal_return_interval,
    interval_predictions, interval_nominal, interval_coverage, interval_coverage_interval, interval_width,
    interval_by_volatility)
  select m.instrument_id, m.model_id, m.window_sessions, m.predictions, m.first_session, m.last_session,
         m.base_rate, m.hit_rate, wilson_interval(m.hit_rate, greatest(1, m.independent)),
         m.roc_auc,
         auc_interval(m.roc_auc, m.positives / overlap_sessions(), m.negatives / overlap_sessions()),
         m.brier, mean_interval(m.brier, m.brier_deviation, m.independent),
         m.base_rate * (1 - m.base_rate),
         c.bins, c.error,
         m.signals, coalesce(o.transaction_cost, d.transaction_cost),
         m.signal_win_rate, m.signal_return,
         mean_interval(m.signal_return, m.signal_deviation, m.signals / overlap_sessions()::double precision),
         coalesce(v.predictions, 0), v.nominal, v.coverage,
         wilson_interval(v.coverage, greatest(1, v.predictions / overlap_sessions()::double precision)), v.width,
         v.by_volatility
  from measured m
  join calibrations c
    on c.instrument_id = m.instrument_id and c.model_id is not distinct from m.model_id
   and c.window_sessions is not distinct from m.window_sessions
  left join covered v
    on v.instrument_id = m.instrument_id and v.model_id is not distinct from m.model_id
   and v.window_sessions is not distinct from m.window_sessions
  left join ml_pipeline_policies o on o.instrument_id = m.instrument_id
  cross join ml_pipeline_defaults d;
end
$$;

revoke all on function refresh_instrument_record(integer, bigint[]) from public;

-- Instrument by instrument, in ascending order: the time grows with their number, and callers cannot deadlock.
create or replace function refresh_track_record(model_ids bigint[], instrument_ids integer[])
returns void
language sql volatile security definer
set search_path from current
as $$
  select refresh_instrument_record(i, model_ids)
  from (select distinct unnest(instrument_ids) as i order by i) instruments
$$;

revoke all on function refresh_track_record(bigint[], integer[]) from public;
