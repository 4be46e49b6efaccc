comment on table pgaugur_version is
  E'@behavior -*\n'
  'The version that migrations/ and sql/ were applied from: workers, servers and commands compare theirs with it.';
comment on column pgaugur_version.only_row is 'True: there is one row.';
comment on column pgaugur_version.version is 'Number of the last migration, and the beginning of a hash over sql/.';
comment on column pgaugur_version.logic_hash is 'Hash over sql/.';
comment on column pgaugur_version.release is
  'The package that sql/ was last applied from; null before it was written down.';
comment on column pgaugur_version.updated_at is 'When sql/ was last applied.';

grant select on pgaugur_version to pgaugur_reader, pgaugur_operator, pgaugur_worker;
