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
