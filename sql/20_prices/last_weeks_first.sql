-- From when on the newest of something is looked for: in the last two weeks, which nearly always have it, then ever. An
-- index that is asked for an instrument alone reads a page of its sessions, which takes longer than finding them.
create or replace view last_weeks_first (since) as
values ((statement_timestamp() at time zone 'UTC')::date - 14), ('-infinity'::date);

revoke all on last_weeks_first from public;
