-- "corrected ROC-AUC 0.512 (0.431 to 0.593): on 200 mirrored histories … the model reaches 0.531; skill …"
create or replace function worth_in_words(metrics jsonb)
returns text
language sql immutable
set search_path from current
as $$
  select nullif(concat_ws('; ',
    (select format('corrected ROC-AUC %s%s: on %s mirrored histories of the test range, where there is nothing to '
                   'know, the model reaches %s',
                   round((w ->> 'rocAucCorrected')::numeric, 3),
                   coalesce(' (' || round((w #>> '{rocAucCorrectedInterval,0}')::numeric, 3) || ' to '
                            || round((w #>> '{rocAucCorrectedInterval,1}')::numeric, 3) || ')', ''),
                   w ->> 'surrogates', round((w ->> 'rocAucExpected')::numeric, 3))
     from (select metrics -> 'worth' as w) of_model
     where w ->> 'rocAucCorrected' is not null),
    (select 'skill against the base rate of the past: '
            || string_agg(format('%s %s%s', s.label, to_char(100 * (s.skill ->> 'value')::numeric, 'FMSG990.0'),
                                 coalesce(' (' || to_char(100 * (s.skill ->> 'lower')::numeric, 'FMSG990.0') || ' to '
                                          || to_char(100 * (s.skill ->> 'upper')::numeric, 'FMSG990.0') || ')', '')
                                 || ' %'), ', ' order by s.place)
     from (values (1, 'log-loss', metrics #> '{skill,logLoss}'), (2, 'Brier score', metrics #> '{skill,brier}'))
          s (place, label, skill)
     where s.skill ->> 'value' is not null)), '')
$$;

comment on function worth_in_words(jsonb) is
  E'@behavior -*\n'
  'What a model''s test ROC-AUC is worth, and what its probabilities add to the base rate of the past, in words.';
grant execute on function worth_in_words(jsonb) to pgaugur_reader, pgaugur_worker;

-- What a model's test is worth beside what knows nothing, out of its metrics: read by leaderboard, model_cards and
-- track_record, and by whoever asks.
create or replace view model_worth as
select m.id as model_id, m.instrument_id, m.test_roc_auc, m.test_roc_auc_corrected,
       (r.metrics #>> '{worth,rocAucCorrectedInterval,0}')::double precision as test_roc_auc_corrected_lower,
       (r.metrics #>> '{worth,rocAucCorrectedInterval,1}')::double precision as test_roc_auc_corrected_upper,
       (r.metrics #>> '{worth,rocAucExpected}')::double precision as test_roc_auc_expected,
       (r.metrics #>> '{worth,surrogates}')::integer as surrogates,
       case
         when m.test_roc_auc_corrected is not null then null
         when r.metrics is null then 'it has not been judged yet'
         when m.test_roc_auc is null then 'its test rows have one class only'
         when r.metrics -> 'worth' is not null then 'its mirrored histories have one class only'
         when m.scope = 'external' and m.model_file_hash is null then
           'the model is not at hand: only what it said is known, and not what it would say of mirrored histories'
         else coalesce(r.metrics ->> 'whyNotCorrected', 'it was judged before mirrored histories were')
       end as why_not_corrected,
       (r.metrics #>> '{skill,logLoss,value}')::double precision as test_log_loss_skill,
       (r.metrics #>> '{skill,logLoss,lower}')::double precision as test_log_loss_skill_lower,
       (r.metrics #>> '{skill,logLoss,upper}')::double precision as test_log_loss_skill_upper,
       (r.metrics #>> '{skill,brier,value}')::double precision as test_brier_skill,
       (r.metrics #>> '{skill,brier,lower}')::double precision as test_brier_skill_lower,
       (r.metrics #>> '{skill,brier,upper}')::double precision as test_brier_skill_upper,
       worth_in_words(r.metrics) as worth,
       (r.metrics #>> '{rocAucInterval,0}')::double precision as test_roc_auc_lower,
       (r.metrics #>> '{rocAucInterval,1}')::double precision as test_roc_auc_upper
from ml_models m
-- What is stored compressed is read once, and not again for each of its values.
cross join lateral (select m.metrics #> '{}' as metrics offset 0) r;

comment on view model_worth is
  E'@primaryKey model_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName worth\n'
  'What the test of each model is worth: its ROC-AUC less what it reaches where there is nothing to know, and what its '
  'probabilities add to the base rate of the past, each with its 95 % interval.';
comment on column model_worth.test_roc_auc_lower is 'Lower end of the 95 % interval of test_roc_auc.';
comment on column model_worth.test_roc_auc_upper is 'Upper end of the 95 % interval of test_roc_auc.';
comment on column model_worth.test_roc_auc_corrected_lower is 'Lower end of its interval.';
comment on column model_worth.test_roc_auc_corrected_upper is 'Upper end of its interval.';
comment on column model_worth.test_roc_auc_expected is
  'Mean ROC-AUC of the model on mirrored histories of its test rows, where there is nothing to know.';
comment on column model_worth.surrogates is 'How many mirrored histories it was tried on.';
comment on column model_worth.why_not_corrected is
  'Why there is no corrected ROC-AUC; null when there is. A model from elsewhere that only says its forecasts is not '
  'at hand, so nobody can ask it about other histories.';
comment on column model_worth.test_log_loss_skill is
  '1 less log-loss over that of the base rate of the past, on the test range: above 0 the probabilities say more than '
  'it.';
comment on column model_worth.test_log_loss_skill_lower is 'Lower end of its interval (block bootstrap).';
comment on column model_worth.test_log_loss_skill_upper is 'Upper end of its interval.';
comment on column model_worth.test_brier_skill is 'The same of the Brier score.';
comment on column model_worth.test_brier_skill_lower is 'Lower end of its interval (block bootstrap).';
comment on column model_worth.test_brier_skill_upper is 'Upper end of its interval.';
comment on column model_worth.worth is
  'What the ROC-AUC is worth and what the probabilities add to the base rate of the past, in words; null of models '
  'judged before that was measured.';
call describe_other_columns('model_worth', as_in => '{ml_models}', not_null => '{model_id, instrument_id}');

grant select on model_worth to pgaugur_reader, pgaugur_worker;
