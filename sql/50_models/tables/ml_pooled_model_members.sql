comment on table ml_pooled_model_members is 'What each member gave to a pooled model.';
comment on column ml_pooled_model_members.labelled_rows is 'Rows it gave, training and validation and test.';
comment on column ml_pooled_model_members.first_session is 'First session it gave.';
comment on column ml_pooled_model_members.label_end_date is
  'The last session whose outcome was known when the pool was trained.';
comment on column ml_pooled_model_members.left_out_because is 'Why it gave no rows.';
comment on column ml_pooled_model_members.label_hash is '@behavior -*';

call name_relation('ml_pooled_model_members', 'pooled_model_id', 'pooledModel', 'members');
call name_relation('ml_pooled_model_members', 'instrument_id', 'instrument', 'pooledModelMemberships');

grant select on ml_pooled_model_members to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_pooled_model_members to pgaugur_worker;
