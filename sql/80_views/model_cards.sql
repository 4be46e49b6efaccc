create or replace view model_cards as
select m.id as model_id, m.instrument_id, i.symbol, m.model_name, m.model_version, m.model_type, m.scope, m.status,
       m.is_production, m.trained_at, m.engine, m.device, f.version as feature_set_version, m.feature_count,
       m.training_start_date, m.training_end_date, m.data_end_date,
       m.training_records, m.validation_records, m.test_records, m.hyperparameters,
       m.metrics, m.calibration, m.reliability, m.p_value, m.gate_passed, m.gate_reason, m.champion_comparison,
       m.model_file_hash, m.model_card as card,
       m.training_base_rate, signalling.signals, signalling.why_not as why_no_signals,
       strongest.features as main_features, m.place_reason, beside_rules(m.metrics) as beside_rules, m.claims,
       m.test_roc_auc,
       worth.test_roc_auc_corrected, worth.test_roc_auc_corrected_lower, worth.test_roc_auc_corrected_upper,
       worth.test_log_loss_skill, worth.test_log_loss_skill_lower, worth.test_log_loss_skill_upper,
       worth.test_brier_skill, worth.test_brier_skill_lower, worth.test_brier_skill_upper,
       worth.worth, worth.why_not_corrected,
       -- Asked of those that may signal only: it reads a holdout.
       case when signalling.signals then why_only_hold(m.id) end as why_only_hold
from ml_models m
join model_worth worth on worth.model_id = m.id
join base_instruments i on i.id = m.instrument_id
left join ml_feature_sets f on f.id = m.feature_set_id
-- The limit keeps the planner from working that view out for every model there is.
cross join lateral (
  select s.signals, s.why_not from model_signals s where s.model_id = m.id limit 1) signalling
cross join lateral (
  select jsonb_agg(jsonb_build_object('feature', w.feature, 'share', w.share, 'meaning', w.meaning) order by w.place)
    as features
  from (select i.place, i.feature, i.share, i.meaning from feature_importance i
        where i.model_id = m.id order by i.place limit 10) w) strongest;

comment on view model_cards is
  E'@primaryKey model_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName modelCards\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName modelCardInFull\n'
  'What is to be known of a model before it is trusted: data, split, search, metrics with intervals, calibration, '
  'gate, comparison with the champion, engine; and the whole card as JSON.';
comment on column model_cards.feature_set_version is
  'Version of the feature set it learned from; null of a model from elsewhere that is not scored here.';
comment on column model_cards.metrics is 'Metrics on the test range, each with its interval.';
comment on column model_cards.model_file_hash is 'SHA-256 of the artifact; null once it was archived.';
comment on column model_cards.signals is E'@notNull\nWhether its predictions may be BUY or SELL.';
comment on column model_cards.why_no_signals is 'Why not, reasons separated by semicolons; null when they may.';
comment on column model_cards.why_only_hold is
  'Why a model that may signal never does: no prediction of its holdout comes to the policy''s threshold. Null where '
  'some do, or it may not signal.';
comment on column model_cards.main_features is
  E'@shape main_feature[]\n'
  'The ten features it decides by most, as a list of {feature, share, meaning}; null before it was tested.';
comment on column model_cards.beside_rules is
  'Beside rules that need no model on the same test rows (seven-session reversal, momentum, last sign by ROC-AUC, '
  'always the majority by log-loss), with 95 % intervals; null of models judged before that was kept.';
comment on column model_cards.card is 'The whole card: data, split, search, validation, look-ahead proof.';
call describe_other_columns(
  'model_cards', as_in => '{model_worth, ml_models, ml_feature_sets}',
  not_null => '{model_id, instrument_id, symbol}');

grant select on model_cards to pgaugur_reader, pgaugur_worker;
