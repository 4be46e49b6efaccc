comment on table ml_lookahead_verdicts is
  'The look-ahead proof of a model, per feature: stored rows recomputed from a history that ends with them, and from '
  'one whose later bars are different. A column of a user''s table does not pass either where it orders the growths '
  'ahead by a rank correlation of 0.95: nothing known in time does.';
comment on column ml_lookahead_verdicts.feature_name is 'A feature the model uses.';
comment on column ml_lookahead_verdicts.rows_differing is 'How many of them came out different.';
comment on column ml_lookahead_verdicts.first_differing_session is
  'The earliest session, among those checked, that differs; null without one.';
comment on column ml_lookahead_verdicts.checked_at is 'When the model was validated.';
comment on column ml_lookahead_verdicts.passed is
  'Whether no row differed; a feature that did not pass fails the gate of its model.';
comment on column ml_lookahead_verdicts.rows_checked is
  'How many stored rows were computed again, each from a history that ends, one that goes on and one that goes on '
  'differently.';
comment on column ml_lookahead_verdicts.largest_difference is
  'Largest absolute difference found; null without one, or where a value was missing.';

call name_relation('ml_lookahead_verdicts', 'model_id', 'model', 'lookaheadVerdicts');

grant select on ml_lookahead_verdicts to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_lookahead_verdicts to pgaugur_worker;
