create or replace function explain_prediction(prediction_id bigint)
returns table ("position" integer, topic text, explanation text)
language plpgsql stable
set search_path from current
as $$
declare
  p ml_predictions;
  m ml_models;
  policy ml_pipeline_defaults;
  measured ml_drift;
  own track_record;
  usability prediction_usability;
  signalling model_signals;
  symbol text;
  base_rate double precision;
begin
  p := require_prediction(explain_prediction.prediction_id);
  select * into m from ml_models q where q.id = p.model_id;
  select i.symbol into symbol from base_instruments i where i.id = p.instrument_id;
  select * into signalling from model_signals s where s.model_id = p.model_id;
  select * into usability from prediction_usability u where u.prediction_id = p.id;
  select * into measured from ml_drift d where d.model_id = p.model_id and d.session = p.prediction_date;
  select * into own from track_record t where t.model_id = p.model_id and t.window_sessions is null;
  policy := pipeline_policy(p.instrument_id);
  base_rate := (m.metrics ->> 'baseRate')::double precision;

  return query
  select row_number() over (order by said.section, said.rank)::integer, said.topic, said.explanation
  from (
    select 1 as section, 1::bigint as rank, 'prediction' as topic,
           format('%s on %s: %s %% probability that the close of the seventh session, %s, is higher',
                  symbol, p.prediction_date, percent(p.prediction_probability), p.target_date) as explanation
    union all
    select 1, 2, 'said first', format('%s %%, %s, before the prices it was made from were corrected',
                                      percent(p.first_probability), p.first_signal)
    where p.first_probability is not null
    union all
    select 1, 3, 'interval',
           format('the close of the seventh session is to lie between %s and %s %% of today''s in %s %% of cases, '
                  'median %s %%', percent(p.growth_low), percent(p.growth_high), percent(p.growth_coverage),
                  percent(p.growth_median))
    where p.growth_low is not null
    union all
    select 1, 4, 'interval usable',
           coalesce('no: ' || usability.interval_why_not,
                    'yes: ' || case usability.interval_judge
                                 when 'pool' then 'by the gate of its pool, which nothing of its own contradicts'
                                 else 'nothing that is known speaks against it' end)
    where p.growth_low is not null
    union all
    (select 1, 5, 'intervals of the pool', format('all members of "%s" together: %s', pooled.pool,
                                                  pooled.interval_gate_reason)
     from ml_pooled_models pooled
     where p.growth_low is not null and pooled.pool = pool_of(p.instrument_id)
       and pooled.interval_gate_reason is not null
     order by pooled.id desc
     limit 1)
    union all
    select 2, 1, 'base rate', coalesce(
      format('on the test range %s %% of sessions were followed by a higher close: this prediction is %s points %s',
             percent(base_rate), percent(abs(p.prediction_probability - base_rate)),
             case when p.prediction_probability >= base_rate then 'above' else 'below' end),
      'not known: the model has not been validated')
    union all
    select 2, 2, 'learned from',
           format('%s %% of the sessions %s learned from were followed by a higher close: a BUY needs more, a SELL '
                  'less', percent(m.training_base_rate),
                  case m.scope when 'pooled' then 'the pool''s model' else 'the model' end)
    where m.training_base_rate is not null
    union all
    select 3, 1, 'signal',
           format('%s; by today''s policy BUY from %s %% if above the base rate it learned from, SELL up to %s %% if '
                  'below it, HOLD otherwise and for a model that does not signal%s',
                  coalesce(p.trading_signal, 'none'), percent(policy.probability_threshold),
                  percent(1 - policy.probability_threshold), ', as this one: ' || signalling.why_not)
    union all
    select 3, 2, 'only hold', reach.why
    from (select case when signalling.signals then why_only_hold(p.model_id) end as why) reach
    where reach.why is not null
    union all
    select 4, 1, 'usable', coalesce('no: ' || usability.why_not, 'yes: nothing that is known speaks against it')
    union all
    select 5, c.place, 'contribution',
           format('%s = %s: %s log-odds %s', c.feature, coalesce(six_digits(c.value), 'missing'),
                  to_char(c.contribution::numeric, 'FMSG990.000'),
                  case when c.contribution >= 0 then 'for a higher close' else 'against it' end)
             || coalesce('. ' || c.meaning, '')
    from prediction_contributions c where c.prediction_id = p.id
    union all
    select 6, 1, 'model', format('%s (%s, %s), trained on %s from %s to %s%s', m.model_name, m.model_type, m.status,
             counted(m.training_records, 'session'), m.training_start_date, m.training_end_date,
             coalesce('; that training was ' || counted(nullif(p.model_age, 0), 'session') || ' before this one', ''))
    union all
    select 7, 1, 'test', coalesce(
      format('ROC-AUC %s (%s to %s) and accuracy %s %% (always the majority: %s %%) on %s the model had not seen',
             round(m.test_roc_auc::numeric, 3), round((m.metrics -> 'rocAucInterval' ->> 0)::numeric, 3),
             round((m.metrics -> 'rocAucInterval' ->> 1)::numeric, 3), percent(m.test_accuracy),
             percent((m.metrics ->> 'majorityAccuracy')::double precision), counted(m.test_records, 'session')),
      'none: the model has not been validated')
    where m.test_roc_auc is not null or m.metrics is null
    union all
    select 7, 2, 'worth', worth_in_words(m.metrics)
    union all
    select 7, 3, 'beside rules', beside_rules(m.metrics)
    union all
    select 8, 1, 'gate',
           case when m.gate_passed then 'passed' when m.gate_passed is null then 'not asked yet' else 'not passed' end
             || coalesce(': ' || regexp_replace(m.gate_reason, '^(not )?passed: ', ''), '')
    union all
    select 9, 1, 'track record', case
      when own.predictions is null then 'none yet: no live prediction of this model has had its seventh session'
      else format('%s: %s %% right (%s to %s %%; always the majority: %s %%)%s',
             counted(own.predictions, 'live prediction'),
             percent(own.hit_rate), percent(own.hit_rate_lower), percent(own.hit_rate_upper),
             percent(own.majority_hit_rate),
             coalesce(', ROC-AUC ' || round(own.roc_auc::numeric, 3), '')) end
    union all
    select 9, 2, 'interval record',
           format('%s %% of %s fell inside their intervals (%s to %s %%; they were to hold %s %%), mean width %s '
                  'points',
                  percent(own.interval_coverage), counted(own.interval_predictions, 'live outcome'),
                  percent(own.interval_coverage_lower), percent(own.interval_coverage_upper),
                  percent(own.interval_nominal), percent(own.interval_width))
    where own.interval_predictions > 0
    union all
    select 10, 1, 'drift', case
      when measured.model_id is null then 'not measured on this session, or longer ago than measurements are kept'
      else format('%s %% of the features the model uses are unlike its training range (at most %s %%); '
                  'PSI of its scores %s, usual is up to %s (at most %s times that)',
             percent(measured.drifted_share), percent(policy.maximum_drift),
             round(measured.score_psi::numeric, 2), round(greatest(0.25, measured.score_noise)::numeric, 2),
             policy.maximum_score_drift)
           || coalesce('; furthest: ' || (
                select string_agg(format('%s (PSI %s)', w ->> 'feature', round((w ->> 'psi')::numeric, 2)), ', ')
                from (select w from jsonb_array_elements(measured.worst_features) with ordinality e (w, n)
                      order by n limit 3) f), '') end
    union all
    select 11, 1, 'outcome', format('%s: the close %s %s %%, the prediction was %s', p.target_date,
             case when p.actual_return_7d >= 0 then 'rose by' else 'fell by' end, percent(abs(p.actual_return_7d)),
             case when p.prediction_accuracy then 'right' else 'wrong' end)
             || case p.growth_inside when true then '; it lies inside the interval'
                                     when false then '; it lies outside the interval' else '' end
    where p.actual_class is not null
  ) said
  where said.explanation is not null;
end
$$;

comment on function explain_prediction(bigint) is
  E'@column position From 1, in reading order.\n'
  '@column topic What the sentence is about, such as base rate, signal, usable or contribution.\n'
  '@column explanation The sentence.\n'
  'A prediction in sentences: beside the base rate, what contributed, the model with its test, gate, record and drift, '
  'and whether to use it.';
grant execute on function explain_prediction(bigint) to pgaugur_reader, pgaugur_worker;
