-- Run once by a superuser of a new server, as the first start of compose.yaml does:
--
--   OWNER_PASSWORD=… psql -v ON_ERROR_STOP=1 -f deploy/database.sql postgres://…
--
-- The login that migrates owns everything, and its rights are those of functions that are SECURITY DEFINER. So it is no
-- superuser: it may create roles, because pgaugur_reader and the others belong to the server, and owns one database.
\getenv owner_password OWNER_PASSWORD
create role pgaugur_owner login createrole password :'owner_password';
create database pgaugur owner pgaugur_owner;
