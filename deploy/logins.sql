-- Run after `pgaugur migrate` by the login that migrated, again whenever a password changes. Where an administrator had
-- to grant it the roles, as beside another installation on the same server, by that administrator:
--
--   WORKER_PASSWORD=… SERVER_PASSWORD=… psql -v ON_ERROR_STOP=1 -f deploy/logins.sql "$DATABASE_URL"
--
-- Workers log in as pgaugur_workers and may write results; the API, and whoever scales by the depth of the queues, as
-- pgaugur_server and may only read.
\getenv worker_password WORKER_PASSWORD
\getenv server_password SERVER_PASSWORD
select format('create role %I login', name)
from (values ('pgaugur_workers'), ('pgaugur_server')) as wanted (name)
where not exists (select from pg_roles where rolname = name)
\gexec
alter role pgaugur_workers password :'worker_password';
alter role pgaugur_server password :'server_password';
grant pgaugur_worker to pgaugur_workers;
grant pgaugur_reader to pgaugur_server;
