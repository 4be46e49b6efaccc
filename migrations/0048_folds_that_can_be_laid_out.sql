-- More folds than this nobody has the rows for: a history of a century has some two hundred rows in each of a hundred.
update ml_pipeline_defaults set validation_folds = 100 where validation_folds > 100;
update ml_pipeline_policies set validation_folds = 100 where validation_folds > 100;
alter table ml_pipeline_defaults add constraint no_endless_folds check (validation_folds <= 100);
alter table ml_pipeline_policies add constraint no_endless_folds check (validation_folds <= 100);
