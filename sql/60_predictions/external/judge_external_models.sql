-- When a model from elsewhere is judged: when outcomes of what it said have come since.
create or replace function judge_external_models(model text default null)
returns setof ml_models
language plpgsql volatile security definer
set search_path from current
as $$
begin
  return query
  with due as materialized (
    select m.* from ml_models m
    where m.scope = 'external'
      and (judge_external_models.model is null or m.model_version = judge_external_models.model)
      and exists (
        select from ml_predictions p
        where p.model_id = m.id and p.actual_class is not null
          and p.updated_at > coalesce(m.judged_at, '-infinity'))),
  asked as materialized (
    select d.id, @worker_schema@.add_job(
                   'judge_external_model', json_build_object('model_id', d.id), max_attempts => 3,
                   job_key => 'judge:' || d.id) as job
    from due d)
  select d.* from due d join asked a on a.id = d.id
  order by d.id;
  if not found and model is not null
    and not exists (
      select from ml_models m where m.scope = 'external' and m.model_version = judge_external_models.model)
  then
    raise exception 'no external model "%"', model
      using errcode = 'no_data_found',
            hint = 'Those there are: select distinct model from external_predictions.';
  end if;
end
$$;

comment on function judge_external_models(text) is
  'Asks workers to judge models from elsewhere (one by name, or all) of whose predictions outcomes have come since '
  'they were judged; nightly by itself. Returns those that are judged.';
grant execute on function judge_external_models(text) to pgaugur_operator, pgaugur_worker;
