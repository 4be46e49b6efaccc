-- What drift says for another training.

-- What a measurement of drift says against a model, or null: by the policy's largest share of drifting features, and
-- its largest PSI of the scores, in multiples of what they had by themselves in the training range.
create or replace function drift_warning(
  drift ml_drift, maximum_drift double precision, maximum_score_drift double precision)
returns text
language sql immutable
set search_path from current
as $$
  select concat_ws(', ',
    case when (drift).drifted_share > maximum_drift then
      format('%s %% of its features are unlike the training range (at most %s %%)',
             round(100 * (drift).drifted_share), round((100 * maximum_drift)::numeric)) end,
    case when (drift).score_psi > maximum_score_drift * greatest(0.25, (drift).score_noise) then
      format('the PSI of its scores is %s, %s times what is usual (at most %s)', round((drift).score_psi::numeric, 2),
             round(((drift).score_psi / greatest(0.25, (drift).score_noise))::numeric, 1), maximum_score_drift) end)
  where (drift).drifted_share > maximum_drift
     or (drift).score_psi > maximum_score_drift * greatest(0.25, (drift).score_noise)
$$;

comment on function drift_warning(ml_drift, double precision, double precision) is
  E'@behavior -*\nWhat a measurement of drift says against a model, by the given limits; null when it is within them.';
grant execute on function drift_warning(ml_drift, double precision, double precision) to pgaugur_reader, pgaugur_worker;

-- The drift of the scoring model that speaks for another training: it is beyond the policy now and was not on the last
-- session that the newest training knew. A model that was born with drift, or a training that did not help, is no
-- reason to train again on nearly the same data; nor is drift before a third of the measured window is new.
create or replace function drift_since(instrument_id integer, trained_through date)
returns text
language sql stable
set search_path from current
as $$
  select drift_warning(newest.measured, p.maximum_drift, p.maximum_score_drift)
  from scoring_model(drift_since.instrument_id) m
  cross join pipeline_policy(drift_since.instrument_id) p
  cross join lateral (
    select d as measured, d.session, d.sessions
    from ml_drift d where d.model_id = m.id
    order by d.session desc limit 1) newest
  where newest.sessions <= 3 * (
      select count(*) from price_bars b
      where b.instrument_id = drift_since.instrument_id and b.trading_date > trained_through
        and b.trading_date <= newest.session)
    and drift_warning(
      (select d from ml_drift d where d.model_id = m.id and d.session <= trained_through
       order by d.session desc limit 1),
      p.maximum_drift, p.maximum_score_drift) is null
$$;

comment on function drift_since(integer, date) is
  E'@behavior -*\n'
  'The drift of the model that scores new sessions that arose after a session and makes training due, or null.';
grant execute on function drift_since(integer, date) to pgaugur_reader, pgaugur_worker;
