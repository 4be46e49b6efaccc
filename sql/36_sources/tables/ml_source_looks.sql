comment on table ml_source_looks is
  E'@behavior -*\nWhat the schedule saw of the rows of views, foreign tables and tables without our triggers.';

revoke all on ml_source_looks from public;
