-- What a model has learned from, beside what is stored today.

-- Whether the data that a model learned from are no longer those that are stored, in words; null while they are, or
-- where nobody can tell.
create or replace function changed_training_data(model ml_models)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  given record;
begin
  if model.scope = 'pooled' then
    select p.label_end_date as through, p.label_hash as hash into given
    from ml_pooled_model_members p
    where p.pooled_model_id = model.pooled_model_id and p.instrument_id = model.instrument_id;
    if given.hash is null then
      return null;
    end if;
  else
    select coalesce(model.label_end_date, model.data_end_date) as through,
           coalesce(model.label_hash, model.data_hash) as hash
    into given;
  end if;

  -- The features row of the last session the model learned from carries the hash of everything it and the rows before
  -- it were computed from: bars, calendar and indices. Of the sessions after it only the closes count, as labels.
  if (select f.history_hash from features f
      where f.instrument_id = model.instrument_id and f.feature_set_id = model.feature_set_id
        and f.trading_date = given.through)
     is distinct from given.hash
  then
    return 'data the model was trained on changed';
  end if;
  if model.scope = 'own' and model.label_closes is distinct from (
    select array_agg(b.close_price::double precision order by b.trading_date) from price_bars b
    where b.instrument_id = model.instrument_id
      and b.trading_date > model.label_end_date and b.trading_date <= model.data_end_date)
  then
    return 'prices the model was trained on changed';
  end if;
  return null;
end
$$;

comment on function changed_training_data(ml_models) is
  E'@behavior -*\n'
  'Whether the data that a model learned from are no longer those that are stored, in words; null while they are.';
grant execute on function changed_training_data(ml_models) to pgaugur_reader, pgaugur_worker;
