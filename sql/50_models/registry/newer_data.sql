-- Which of two models of an instrument had the newer data to learn from.

-- The last session of the instrument that a model could learn from or be tested on when it was made. A pooled model is
-- of the time at which its pool was trained, whenever the instrument took it up.
create or replace function data_through(model ml_models)
returns date
language sql stable
set search_path from current
as $$
  select least(model.data_end_date,
               (select p.data_end_date from ml_pooled_models p where p.id = model.pooled_model_id))
$$;

comment on function data_through(ml_models) is
  E'@behavior -*\nThe last session of its instrument that a model could learn from or be tested on when it was made.';
revoke all on function data_through(ml_models) from public;

-- What a candidate had to learn from that the incumbent had not, in words; null when both had the same data. Later
-- sessions, features that the incumbent does not know, or other data today than it learned from: prices that were
-- corrected, days without trading, an index that came beside the instrument. The hash covers all of them.
create or replace function newer_data(candidate ml_models, incumbent ml_models)
returns text
language sql stable
set search_path from current
as $$
  select case
    when later.sessions > 0 then counted(later.sessions, 'later session')
    when candidate.feature_set_id > incumbent.feature_set_id then 'a newer feature set'
    when candidate.feature_set_id = incumbent.feature_set_id
      and changed_training_data(incumbent) is not null and changed_training_data(candidate) is null
      -- A pool that this instrument gave nothing has learned nothing of its corrections.
      and (candidate.scope = 'own'
           or exists (select from ml_pooled_model_members p
                      where p.pooled_model_id = candidate.pooled_model_id and p.instrument_id = candidate.instrument_id
                        and p.label_hash is not null))
      then 'prices, calendar or indices that changed since' end
  from (select count(*) as sessions from price_bars b
        where b.instrument_id = candidate.instrument_id
          and b.trading_date > data_through(incumbent) and b.trading_date <= data_through(candidate)) later
$$;

comment on function newer_data(ml_models, ml_models) is
  E'@behavior -*\n'
  'What the first model had to learn from that the second had not, in words; null when both had the same data.';
revoke all on function newer_data(ml_models, ml_models) from public;
