-- A model of XGBoost's, trained elsewhere, that is scored here: what it says goes into the same ledger as what other
-- programs say, and is judged in the same way.

create or replace function register_external_model(
  symbol text, model text, content jsonb, feature_names text[], claims_from date default null,
  exchange text default null)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  instrument constant integer := instrument_of(symbol, exchange);
  bytes constant bytea := convert_to(content::text, 'UTF8');
  hash constant text := encode(sha256(bytes), 'hex');
  current_set constant ml_feature_sets := (select s from ml_feature_sets s where s.is_current);
  unknown text;
  expected integer;
  registered ml_models;
begin
  perform refuse_model_name(model);
  if content is null or feature_names is null or cardinality(feature_names) = 0 then
    raise exception 'external model "%": content and feature_names are needed', model
      using errcode = 'null_value_not_allowed';
  end if;
  if array_ndims(feature_names) <> 1 or array_lower(feature_names, 1) <> 1 then
    raise exception 'external model "%": feature_names must be one list, got %', model, left(feature_names::text, 200)
      using errcode = 'array_subscript_error';
  end if;
  select string_agg(coalesce(quote_literal(n.name), 'null'), ', ' order by n.place) into unknown
  from unnest(feature_names) with ordinality as n (name, place)
  where n.name is null or n.name <> all (current_set.feature_names);
  if unknown is not null then
    raise exception 'external model "%": no features of the current set: %', model, unknown
      using errcode = 'undefined_column',
            hint = 'Those there are: select feature_names from ml_feature_sets where is_current.';
  end if;
  if cardinality(feature_names) <> (select count(distinct n) from unnest(feature_names) n) then
    raise exception 'external model "%": feature_names has a name twice: %', model, feature_names
      using errcode = 'invalid_parameter_value';
  end if;
  if exists (select from ml_models m where m.instrument_id = instrument and m.model_version = model) then
    raise exception 'external model "%": % has one of that name', model, symbol
      using errcode = 'unique_violation', hint = 'A better model is a new name.';
  end if;
  -- The trigger on artifacts refuses what cannot be scored, and says why.
  begin
    insert into ml_model_artifacts (sha256, format, content) values (hash, 'xgboost-json', bytes)
    on conflict (sha256) do nothing;
  exception when raise_exception or data_exception or not_null_violation then
    raise exception 'external model "%": %', model, replace(sqlerrm, format('artifact %s: ', hash), '')
      using errcode = sqlstate;
  end;
  select t.feature_count into expected from ml_model_trees t where t.artifact_sha256 = hash;
  if expected <> cardinality(feature_names) then
    raise exception 'external model "%": it takes %, and feature_names has %', model, counted(expected, 'feature'),
      cardinality(feature_names) using errcode = 'invalid_parameter_value';
  end if;
  -- Names of its own (f0, f1) say nothing of ours. One of ours at another place would be read for something else.
  select format('its feature %s is %L, and feature_names has %L there', n.place - 1, n.name, feature_names[n.place])
    into unknown
  from jsonb_array_elements_text(content #> '{learner,feature_names}') with ordinality as n (name, place)
  where n.name = any (current_set.feature_names) and n.name <> feature_names[n.place]
  order by n.place
  limit 1;
  if unknown is not null then
    raise exception 'external model "%": %', model, unknown using errcode = 'invalid_parameter_value';
  end if;
  registered := external_model(instrument, model);
  update ml_models m
  set model_type = 'xgboost_classifier', feature_set_id = current_set.id,
      feature_names = to_jsonb(register_external_model.feature_names), feature_count = expected,
      model_file_hash = hash, model_file_path = 'pg:' || hash,
      model_size_bytes = octet_length(bytes), calibration = '{"method": "none"}'
  where m.id = registered.id
  returning m.* into registered;
  perform score_external_models(instrument, claims_from);
  return registered;
end
$$;

comment on function register_external_model(text, text, jsonb, text[], date, text) is
  'Takes a model that XGBoost saved as JSON (binary:logistic) for an instrument, with the names of its features in '
  'order; from then on every run scores it, and it is judged as other models from elsewhere are. With claims_from also '
  'for stored sessions from that date on, which are claims. Returns the model.';
grant execute on function register_external_model(text, text, jsonb, text[], date, text) to pgaugur_operator;

-- What registered models say of sessions they have not spoken of: of all since they last spoke, or since a date.
create or replace function score_external_models(instrument_id integer, from_date date default null)
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  said integer;
begin
  insert into external_predictions (model, instrument_id, symbol, session, probability)
  select m.model_version, i.id, i.symbol, r.session, r.probability
  from ml_models m
  join base_instruments i on i.id = m.instrument_id
  join ml_feature_sets s on s.id = m.feature_set_id and s.is_supported
  cross join lateral (select max(p.prediction_date) as session from ml_predictions p where p.model_id = m.id) last
  cross join lateral (
    select max(f.trading_date) as session from features f
    where f.instrument_id = m.instrument_id and f.feature_set_id = m.feature_set_id) newest
  cross join lateral rescore(m.id, coalesce(from_date, last.session + 1, newest.session), newest.session) r
  where m.instrument_id = score_external_models.instrument_id and m.scope = 'external'
    and m.model_file_hash is not null and newest.session is not null
    and newest.session >= coalesce(from_date, last.session + 1, newest.session)
  on conflict on constraint an_external_model_speaks_once_of_a_session do nothing;
  get diagnostics said = row_count;
  perform lend_intervals(instrument_id);
  return said;
end
$$;

grant execute on function score_external_models(integer, date) to pgaugur_worker;
