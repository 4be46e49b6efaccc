comment on table ml_model_promotions is 'Models that a person put into production.';
comment on column ml_model_promotions.reason is 'Why, in that person''s words.';
comment on column ml_model_promotions.promoted_by is E'@behavior -*\nLogin of that person.';

call name_relation('ml_model_promotions', 'model_id', 'model', 'promotions');
call name_relation('ml_model_promotions', 'replaced_model_id', 'replacedModel', 'replacements');

grant select on ml_model_promotions to pgaugur_reader, pgaugur_worker;
