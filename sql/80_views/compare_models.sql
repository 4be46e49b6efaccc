-- Two models side by side, for whoever asks. The registry's own comparison is in ml_models.champion_comparison: it
-- scores both with the prices of its day and resamples blocks of sessions, where this reads what was said.

-- What both said of sessions that neither had learned from, as said first, with what came of it. Its holdout and what a
-- model says later is nothing it has learned from; what was backfilled may be.
create or replace function said_by_both(a bigint, b bigint)
returns table (session date, up boolean, probability_a double precision, probability_b double precision)
language sql stable
set search_path from current
as $$
  select p.prediction_date, p.actual_class,
         coalesce(p.first_probability, p.prediction_probability),
         coalesce(q.first_probability, q.prediction_probability)
  from ml_predictions p
  join ml_predictions q on q.model_id = b and q.prediction_date = p.prediction_date and q.origin <> 'backfill'
  where p.model_id = a and p.origin <> 'backfill' and p.actual_class is not null
$$;

revoke all on function said_by_both(bigint, bigint) from public;

-- Logarithmic loss of one probability, kept off 0 and 1 as in src/metrics/log_loss.ts.
create or replace function log_loss(up boolean, probability double precision)
returns double precision
language sql immutable
set search_path from current
as $$
  select -ln(greatest(1e-16, case when up then probability else 1 - probability end))
$$;

revoke all on function log_loss(boolean, double precision) from public;

-- "-0.0120 (-0.0300 to +0.0060)"
create or replace function difference_in_words(
  difference double precision, lower_end double precision, upper_end double precision)
returns text
language sql immutable
set search_path from current
as $$
  select format('%s (%s)', coalesce(to_char(difference::numeric, 'FMSG990.0000'), 'not known'),
                coalesce(to_char(lower_end::numeric, 'FMSG990.0000') || ' to '
                         || to_char(upper_end::numeric, 'FMSG990.0000'), 'interval not known'))
$$;

revoke all on function difference_in_words(double precision, double precision, double precision) from public;

-- Intervals are those of the track record: a seventh as many outcomes. That of the ROC-AUCs' difference is by DeLong,
-- DeLong and Clarke-Pearson (1988): of each session, which share of the other class it is ranked on the right side of.
create or replace function compare_models(
  a bigint, b bigint,
  out model_a text, out model_b text, out sessions integer, out first_session date, out last_session date,
  out base_rate double precision, out log_loss_a double precision, out log_loss_b double precision,
  out log_loss_difference double precision, out log_loss_lower double precision, out log_loss_upper double precision,
  out roc_auc_a double precision, out roc_auc_b double precision, out roc_auc_difference double precision,
  out roc_auc_lower double precision, out roc_auc_upper double precision,
  out roc_auc_corrected_a double precision, out roc_auc_corrected_b double precision,
  out newer_data text, out verdict text, out takes_over boolean, out explanation text)
language plpgsql stable security definer
set search_path from current
as $$
declare
  incumbent constant ml_models := require_model(compare_models.a);
  other constant ml_models := require_model(compare_models.b);
  deviation double precision;
  half double precision;
begin
  if incumbent.id = other.id then
    raise exception 'model % (%) is compared with itself: name two models', incumbent.id, incumbent.model_name
      using errcode = 'invalid_parameter_value';
  end if;
  if incumbent.instrument_id <> other.instrument_id then
    raise exception 'models % (%) and % (%) are of two instruments: there is no session that both speak of',
      incumbent.id, incumbent.model_name, other.id, other.model_name
      using errcode = 'invalid_parameter_value';
  end if;
  model_a := incumbent.model_name;
  model_b := other.model_name;
  newer_data := newer_data(other, incumbent);

  with said as materialized (
    select s.*, log_loss(s.up, s.probability_a) as loss_a, log_loss(s.up, s.probability_b) as loss_b,
           -- Ranks among all less ranks among its own class: how many of the other class lie below, ties half.
           mid_rank_a - own_rank_a as below_a, mid_rank_b - own_rank_b as below_b,
           count(*) filter (where not s.up) over () as negatives, count(*) filter (where s.up) over () as positives
    from (
      select t.*,
             rank() over all_a + (count(*) over (partition by t.probability_a) - 1) / 2.0 as mid_rank_a,
             rank() over own_a + (count(*) over (partition by t.up, t.probability_a) - 1) / 2.0 as own_rank_a,
             rank() over all_b + (count(*) over (partition by t.probability_b) - 1) / 2.0 as mid_rank_b,
             rank() over own_b + (count(*) over (partition by t.up, t.probability_b) - 1) / 2.0 as own_rank_b
      from said_by_both(compare_models.a, compare_models.b) t
      window all_a as (order by t.probability_a), own_a as (partition by t.up order by t.probability_a),
             all_b as (order by t.probability_b), own_b as (partition by t.up order by t.probability_b)) s
  ),
  placed as (
    select s.*,
           case when s.up then s.below_a / nullif(s.negatives, 0)
                else 1 - s.below_a / nullif(s.positives, 0) end::double precision as right_a,
           case when s.up then s.below_b / nullif(s.negatives, 0)
                else 1 - s.below_b / nullif(s.positives, 0) end::double precision as right_b
    from said s
  )
  select count(*), min(p.session), max(p.session), avg(p.up::integer), avg(p.loss_a), avg(p.loss_b),
         avg(p.loss_b - p.loss_a), stddev_samp(p.loss_b - p.loss_a),
         avg(p.right_a) filter (where p.up), avg(p.right_b) filter (where p.up),
         1.959963984540054 * sqrt(overlap_sessions() * (
           var_samp(p.right_b - p.right_a) filter (where p.up) / nullif(count(*) filter (where p.up), 0)
           + var_samp(p.right_b - p.right_a) filter (where not p.up) / nullif(count(*) filter (where not p.up), 0)))
  into sessions, first_session, last_session, base_rate, log_loss_a, log_loss_b, log_loss_difference, deviation,
       roc_auc_a, roc_auc_b, half
  from placed p;
  select i.interval[1], i.interval[2] into log_loss_lower, log_loss_upper
  from (select mean_interval(log_loss_difference, deviation, sessions / overlap_sessions()::double precision)
                 as interval) i;
  roc_auc_difference := roc_auc_b - roc_auc_a;
  -- As with the mean: of fewer than four outcomes nothing is known that would deserve to be called an interval.
  if sessions >= 4 * overlap_sessions() then
    roc_auc_lower := roc_auc_difference - half;
    roc_auc_upper := roc_auc_difference + half;
  end if;

  roc_auc_corrected_a := roc_auc_a - expected_roc_auc(incumbent.metrics, sessions) + 0.5;
  roc_auc_corrected_b := roc_auc_b - expected_roc_auc(other.metrics, sessions) + 0.5;

  -- By the log-loss alone: a ROC-AUC bends with the window, and with each model otherwise.
  verdict := case when log_loss_lower is null or roc_auc_lower is null then 'not known'
                  when log_loss_lower > 0 then 'worse'
                  when log_loss_upper < 0 then 'better'
                  else 'not worse' end;
  takes_over := verdict in ('better', 'not worse') and (newer_data is not null or log_loss_difference < 0);
  explanation := case
    when sessions = 0 then format('%s and %s have no settled session in common that neither has learned from',
                                  other.model_version, incumbent.model_version)
    else format(
      '%s is %s than %s on %s that neither has learned from: log-loss %s, ROC-AUC %s%s; %s',
      other.model_version,
      case verdict when 'not worse' then 'not demonstrably worse'
                   when 'not known' then 'not known to be better or worse'
                   else verdict end,
      incumbent.model_version, counted(sessions, 'session'),
      difference_in_words(log_loss_difference, log_loss_lower, log_loss_upper),
      difference_in_words(roc_auc_difference, roc_auc_lower, roc_auc_upper),
      -- Not coalesce: of nothing format makes a sentence with holes.
      case when roc_auc_corrected_a is not null and roc_auc_corrected_b is not null
        then format(', corrected %s against %s', round(roc_auc_corrected_b::numeric, 3),
                    round(roc_auc_corrected_a::numeric, 3))
        else '' end,
      case when newer_data is null
        then 'of the same data, so it would have to be better by the point estimate of the log-loss as well'
        else format('of newer data (%s), so not being demonstrably worse is enough', newer_data) end)
    end;
end
$$;

comment on function compare_models(bigint, bigint) is
  E'@set verdict comparison_verdict: better, not worse, worse, not known\n'
  '@column model_a Name of the first model.\n'
  '@column model_b Name of the second model.\n'
  '@column sessions How many are compared: settled ones that both have predicted and neither has learned from.\n'
  '@column first_session The first session compared.\n'
  '@column last_session The last session compared.\n'
  '@column base_rate Share of the sessions compared that were followed by a higher close.\n'
  '@column log_loss_a Mean log-loss of the first; less is better, 0.693 is a coin.\n'
  '@column log_loss_b Mean log-loss of the second.\n'
  '@column log_loss_difference The second less the first: below 0 the second is better.\n'
  '@column log_loss_lower Lower end of its 95 % interval; null with too few sessions.\n'
  '@column log_loss_upper Upper end of its 95 % interval; null with too few sessions.\n'
  '@column roc_auc_a ROC-AUC of the first; 0.5 is a coin.\n'
  '@column roc_auc_b ROC-AUC of the second.\n'
  '@column roc_auc_difference The second less the first: above 0 the second is better.\n'
  '@column roc_auc_lower Lower end of its 95 % interval; null with too few sessions.\n'
  '@column roc_auc_upper Upper end of its 95 % interval; null with too few sessions.\n'
  '@column roc_auc_corrected_a What the ROC-AUC of the first is worth: less what it reaches over as many sessions '
  'where there is nothing to know, and 0.5 for it.\n'
  '@column roc_auc_corrected_b What that of the second is worth.\n'
  '@column newer_data In what way the second learned from newer data; null when from the same.\n'
  '@column verdict Of the second: better, not worse, worse, or not known.\n'
  '@column takes_over Whether the second would take over from the first by the rule of the registry, the gate aside.\n'
  '@column explanation The comparison in a sentence.\n'
  'Two models of an instrument on the settled sessions that both have predicted and neither has learned from: the '
  'second less the first, with 95 % intervals, and whether the second would take over by the registry''s rule (of the '
  'same data, better by the point estimate of the log-loss and not demonstrably worse; of newer data, not demonstrably '
  'worse). The gate is another matter.';
grant execute on function compare_models(bigint, bigint) to pgaugur_reader, pgaugur_worker;
