-- Which of two versions with the same migrations is the newer one.
alter table pgaugur_version add column release text;

-- They answer with a row; Postgres does not change what a function returns.
drop function if exists pause(text, text);
drop function if exists pause_instrument(integer);
