comment on table ml_source_looks is
  E'@behavior -*\nWhat the schedule saw of the rows of views, foreign tables and tables without our triggers.';

grant select on ml_source_looks to pgaugur_worker;
