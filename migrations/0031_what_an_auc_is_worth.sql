-- What a ROC-AUC is worth: less what the same model reaches where there is nothing to know.
alter table ml_models add column test_roc_auc_corrected double precision;

-- It says more than it did.
drop function if exists compare_models(bigint, bigint);
