comment on table ml_relative_predictions is
  'What a rank model says of the sessions of a pool''s members. A rank is the place of a member among them: '
  '`daily_ranks`.';
comment on column ml_relative_predictions.session is 'The session after whose close it is said.';
comment on column ml_relative_predictions.relative_probability is
  'Probability in [0, 1] that the member''s growth over seven sessions is above the median of the pool''s, or of its '
  'group''s (`rank_group`).';
comment on column ml_relative_predictions.raw_score is
  'What the trees of the same model that know the market make of a rise, in [0, 1]: it has a vote in the order of the '
  'day, and is no probability to act on, for nothing has calibrated it. Null where the model has none.';
comment on column ml_relative_predictions.actual_growth_7d is
  'close[t + 7] / close[t], splits counted, of what was said live; null until the seventh session has come.';
comment on column ml_relative_predictions.origin is
  'holdout (a session that the model is judged by), live (written before the open of the next session), hindsight or '
  'backfill, as of predictions.';
comment on column ml_relative_predictions.standing is
  E'@behavior -*\nThe standing among those of the day, as in relative_orders; null until place_ranks has written it '
  'down.';
comment on column ml_relative_predictions.rank is
  E'@behavior -*\nThe place in the order of the day, 1 for the highest.';
comment on column ml_relative_predictions.ranked is E'@behavior -*\nMembers among which that place is.';
comment on column ml_relative_predictions.by_both is E'@behavior -*\nWhether both labels order the day.';
comment on column ml_relative_predictions.input_hash is E'@behavior -*';
call describe_other_columns('ml_relative_predictions', as_in => '{ml_predictions, ml_models}');

call name_relation('ml_relative_predictions', 'rank_model_id', 'rankModel', 'relativePredictions');
call name_relation('ml_relative_predictions', 'instrument_id', 'instrument', 'relativePredictions');

grant select on ml_relative_predictions to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_relative_predictions to pgaugur_worker;
