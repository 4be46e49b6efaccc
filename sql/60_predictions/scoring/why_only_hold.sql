-- Why a model that may signal never does: all that it said of its holdout lies within today's threshold and its mirror.
-- Probabilities of a large pool are made of a quarter of the trees' log-odds, so there it is the usual case. Of others
-- the first signal answers, and nothing is counted.
create or replace function why_only_hold(model_id bigint)
returns text
language sql stable security definer
set search_path from current
-- Planned once per connection: for each model it would be planned again with every partition of the predictions.
set plan_cache_mode to force_generic_plan
as $$
  select format('none of its %s (%s to %s %%) is a BUY or SELL by the policy''s probability_threshold of %s %%: it '
                'will hardly say anything but HOLD. %sow far the close may go says the interval',
                counted(said.predictions, 'holdout prediction'), percent(said.lowest), percent(said.highest),
                percent(m.probability_threshold),
                case when m.scope = 'pooled' then 'Which member of its pool first says ranking_today, h' else 'H' end)
  from (
    select m.id, m.instrument_id, m.scope, policy.probability_threshold, until.session as holdout_until
    from ml_models m
    cross join lateral pipeline_policy(m.instrument_id) policy
    -- Its holdout ends where its data does: what it said in the years since is not looked at.
    cross join lateral (select coalesce(m.data_end_date, 'infinity') as session) until
    where m.id = why_only_hold.model_id
      -- In the order of the key, so that it is read by it.
      and (select true
           from ml_predictions p
           where p.model_id = m.id and p.instrument_id = m.instrument_id and p.origin = 'holdout'
             and p.prediction_date <= until.session
             and trading_signal(true, p.prediction_probability, policy.probability_threshold, m.training_base_rate)
                 <> 'HOLD'
           order by p.prediction_date
           limit 1) is null
    offset 0) m
  cross join lateral (
    select count(*)::integer as predictions, min(p.prediction_probability) as lowest,
           max(p.prediction_probability) as highest
    from ml_predictions p
    where p.model_id = m.id and p.instrument_id = m.instrument_id and p.origin = 'holdout'
      and p.prediction_date <= m.holdout_until) said
  where said.predictions > 0
$$;

comment on function why_only_hold(bigint) is
  E'@behavior -*\n'
  'Why a model that may signal never does, by its holdout and today''s threshold; null where some of it signals.';
grant execute on function why_only_hold(bigint) to pgaugur_reader, pgaugur_worker;
