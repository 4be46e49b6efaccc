comment on type champion_comparison is
  E'@json object\n'
  'Champion and challenger on the same test rows.';
comment on column champion_comparison.champion_id is 'The champion.';
comment on column champion_comparison.champion is 'Its name.';
comment on column champion_comparison.champion_is_production is 'Whether it was the production model.';
comment on column champion_comparison.rows is 'Rows that neither has learned from.';
comment on column champion_comparison.log_loss is
  'Log-loss of the challenger less that of the champion; below 0 the challenger is better.';
comment on column champion_comparison.roc_auc is 'ROC-AUC of the challenger less that of the champion.';
comment on column champion_comparison.roc_auc_of is 'ROC-AUC of each.';
comment on column champion_comparison.roc_auc_corrected is 'What the ROC-AUC of each is worth.';
comment on column champion_comparison.verdict is
  E'@set comparison_verdict: better, not worse, worse, not known\n'
  'What the rows say of the challenger.';
comment on column champion_comparison.is_not_worse is 'Whether the challenger is known not to be demonstrably worse.';
comment on column champion_comparison.reason is 'The numbers behind the verdict.';
