create or replace function require_prediction(prediction_id bigint)
returns ml_predictions
language plpgsql stable
set search_path from current
as $$
declare
  prediction ml_predictions;
begin
  select p.* into prediction from ml_predictions p where p.id = require_prediction.prediction_id;
  if not found then
    raise exception 'no prediction with id %', coalesce(require_prediction.prediction_id::text, 'null')
      using errcode = 'no_data_found',
            hint = 'The newest of each instrument: select prediction_id, symbol from latest_predictions.';
  end if;
  return prediction;
end
$$;

comment on function require_prediction(bigint) is
  E'@behavior -*\nThe prediction with an id, or an error that says where to look.';
grant execute on function require_prediction(bigint) to pgaugur_reader, pgaugur_worker;
