-- Boosted trees as arrays, for scoring in SQL.

revoke all on ml_model_trees from public;
