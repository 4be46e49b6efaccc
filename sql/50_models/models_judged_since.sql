-- How many models have been judged on these test rows or most of them: every look is one more chance for luck.
create or replace function models_judged_since(instrument_id integer, session date, besides bigint)
returns integer
language sql stable
set search_path from current
as $$
  select count(*)::integer
  from ml_models m
  where m.instrument_id = models_judged_since.instrument_id and m.id <> besides
    and m.gate_passed is not null and m.data_end_date >= session
$$;

comment on function models_judged_since(integer, date, bigint) is
  E'@behavior -*\nHow many models of an instrument were judged on data up to a session or later.';
grant execute on function models_judged_since(integer, date, bigint) to pgaugur_reader, pgaugur_worker;
