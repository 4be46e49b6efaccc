-- Who may do what, in general. What a role may do with a table, view or function stands beside it, in its own file:
-- `grant … to …`, or `revoke all … from public` where it is nobody's but the owner's.
-- docs/reference/rights.md has all of it.
--
--   public            nothing. Inserting prices takes INSERT on the price table and USAGE on the schema, nothing else:
--                     triggers run with the owner's rights.
--   pgaugur_reader    reads what is public and computes nothing that changes a row. What GraphQL runs as.
--   pgaugur_operator  a reader who starts, retries, stops and pauses, sets policies, promotes models.
--   pgaugur_worker    what workers log in as: reads all of that and writes results, but moves runs only through the
--                     functions that check the attempt.
--   owner             whoever migrates. Functions that change what their callers may not touch run with the owner's
--                     rights (security definer).
--
-- The roles themselves, and that an operator is a reader, are made by migrations/0002_roles.sql.

grant usage on schema @schema@ to pgaugur_reader, pgaugur_operator, pgaugur_worker;

-- Ids of the rows that workers insert.
grant usage on all sequences in schema @schema@ to pgaugur_worker;
