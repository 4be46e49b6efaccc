-- Functions that take an id say in the same words that there is no such thing, and where to look for those there are.

create or replace function require_instrument(instrument_id integer)
returns void
language plpgsql stable
set search_path from current
as $$
begin
  if not exists (select from base_instruments i where i.id = require_instrument.instrument_id) then
    raise exception 'no instrument with id %', coalesce(require_instrument.instrument_id::text, 'null')
      using errcode = 'no_data_found', hint = 'The instruments there are: select id, symbol from base_instruments.';
  end if;
end
$$;

create or replace function require_model(model_id bigint)
returns ml_models
language plpgsql stable
set search_path from current
as $$
declare
  model ml_models;
begin
  select m.* into model from ml_models m where m.id = require_model.model_id;
  if not found then
    raise exception 'no model with id %', coalesce(require_model.model_id::text, 'null')
      using errcode = 'no_data_found', hint = 'The models there are: select id, model_name from ml_models.';
  end if;
  return model;
end
$$;

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

comment on function require_prediction(bigint) is 'The prediction with an id, or an error that says where to look.';
