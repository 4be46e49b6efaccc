-- Runs asked for by symbol. The symbol is looked up once, here, and the work is done by the functions that take ids.

-- The run that was asked for, or why there is none: request_runs leaves paused and inactive instruments alone.
create or replace function request_run_of(symbol text, exchange text, reason text, kind text)
returns ml_pipeline_runs
language plpgsql volatile
set search_path from current
as $$
declare
  instrument integer := instrument_of(symbol, exchange);
  policy ml_pipeline_defaults := pipeline_policy(instrument);
  run ml_pipeline_runs;
begin
  if (select i.is_active is false from base_instruments i where i.id = instrument) then
    raise exception '% is not active (base_instruments.is_active): nothing runs for it', symbol
      using errcode = 'object_not_in_prerequisite_state';
  elsif policy.is_paused then
    raise exception '% is paused', symbol
      using errcode = 'object_not_in_prerequisite_state', hint = format('resume(%L) ends the pause.', symbol);
  elsif not has_prices(instrument) then
    raise exception '% has no prices', symbol using errcode = 'object_not_in_prerequisite_state';
  elsif kind = 'prediction' and (scoring_model(instrument)).id is null then
    raise exception '% has no model to predict with', symbol
      using errcode = 'object_not_in_prerequisite_state', hint = format('train(%L) asks for one.', symbol);
  elsif kind = 'training' and policy.model_scope = 'pooled' then
    -- The training that gives it a model is that of its pool.
    if pool_of(instrument) is null then
      raise exception '% trains no model of its own (model_scope is pooled) and is in no pool', symbol
        using errcode = 'object_not_in_prerequisite_state',
              hint = 'An index is a member by a row of its own in ml_pipeline_policies; with model_scope = ''own'' '
                     'there it trains alone.';
    end if;
    return train_pool(pool_of(instrument), reason);
  end if;
  run := request_run(instrument, reason, kind);
  return run;
end
$$;

revoke all on function request_run_of(text, text, text, text) from public;

create or replace function train(symbol text, exchange text default null, reason text default 'training requested')
returns ml_pipeline_runs
language sql volatile security definer
set search_path from current
as $$
  select request_run_of(symbol, exchange, reason, 'training')
$$;

comment on function train(text, text, text) is
  'Asks for a training of the instrument with this symbol, due or not: of its own model, or, where its policy''s '
  'model_scope is pooled, of its pool''s. Returns the run; an open one is followed by the training.';
grant execute on function train(text, text, text) to pgaugur_operator;

create or replace function predict(symbol text, exchange text default null)
returns ml_pipeline_runs
language sql volatile security definer
set search_path from current
as $$
  select request_run_of(symbol, exchange, 'prediction requested', 'prediction')
$$;

comment on function predict(text, text) is
  'Asks for a run that scores what has no prediction yet by the scoring model of the instrument. Returns the run.';
grant execute on function predict(text, text) to pgaugur_operator;
