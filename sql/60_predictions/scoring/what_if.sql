-- The names most like the given one: at least a third of their letter pairs in common (Dice's coefficient).
create or replace function similar_names(wanted text, names text[])
returns text[]
language sql immutable
set search_path from current
as $$
  with pairs as materialized (
    select distinct n.name, substr(lower(n.name), i, 2) as pair
    from unnest(names || wanted) as n (name), generate_series(1, length(n.name) - 1) as i
  ),
  likeness as (
    select other.name,
           2.0 * count(*) filter (where mine.pair is not null)
             / (count(*) + (select count(*) from pairs p where p.name = wanted)) as coefficient
    from pairs other
    left join pairs mine on mine.name = wanted and mine.pair = other.pair
    where other.name <> wanted
    group by other.name
  )
  select array(select l.name from likeness l where coefficient >= 1.0 / 3 order by coefficient desc, l.name limit 5)
$$;

revoke all on function similar_names(text, text[]) from public;

create or replace function what_if(
  prediction_id bigint, changed_features jsonb,
  out probability double precision, out trading_signal text, out unchanged_probability double precision)
language plpgsql stable security definer
set search_path from current
as $$
declare
  prediction ml_predictions;
  model ml_models;
  names text[];
  given double precision[];
  changed double precision[];
  entry record;
  similar_ones text[];
begin
  prediction := require_prediction(what_if.prediction_id);
  if jsonb_typeof(changed_features) is distinct from 'object' then
    raise exception 'what_if: expected an object of feature names and values such as {"rsi_14": 80}, got %',
      coalesce(changed_features::text, 'null') using errcode = 'invalid_parameter_value';
  end if;
  model := scorable_model(prediction.model_id);
  names := array(select jsonb_array_elements_text(model.feature_names));
  select array(select f.values[p.position]
               from unnest(feature_positions(model)) with ordinality as p (position, place)
               order by p.place)
  into given
  from features f
  where f.instrument_id = prediction.instrument_id and f.feature_set_id = model.feature_set_id
    and f.trading_date = prediction.prediction_date;
  if not found then
    raise exception 'the features of prediction % (session %) are not stored any more',
      prediction.id, prediction.prediction_date
      using errcode = 'no_data_found';
  end if;

  changed := given;
  for entry in select key as name, value from jsonb_each(changed_features) loop
    if entry.name <> all (names) then
      similar_ones := similar_names(entry.name, names);
      raise exception 'model % (id %) has no feature "%"', model.model_name, model.id, entry.name
        using errcode = 'invalid_parameter_value',
              hint = case when similar_ones = '{}' then 'Its features are ml_models.feature_names.'
                          else 'Similar names: ' || array_to_string(similar_ones, ', ') || '.' end;
    end if;
    if jsonb_typeof(entry.value) not in ('number', 'null') then
      raise exception 'what_if: feature "%" must be a number, or null for missing, got %', entry.name, entry.value
        using errcode = 'invalid_parameter_value';
    end if;
    changed[array_position(names, entry.name)] := (entry.value #>> '{}')::double precision;
  end loop;

  probability := predict_probability(model.id, changed);
  unchanged_probability := predict_probability(model.id, given);
  trading_signal := trading_signal(
    (select s.signals from model_signals s where s.model_id = model.id), probability,
    (select probability_threshold from pipeline_policy(prediction.instrument_id)), model.training_base_rate);
end
$$;

comment on function what_if(bigint, jsonb) is
  E'@column probability Calibrated probability of a higher close, with the features replaced.\n'
  '@column trading_signal BUY, HOLD or SELL by today''s policy, with the features replaced.\n'
  '@column unchanged_probability The same probability with all features as they are stored.\n'
  'What the model of a prediction would have said with some of its features replaced: {"rsi_14": 80, "atr": null}, '
  'null meaning missing. The other features are those stored for the session; unchanged_probability is the answer for '
  'all of them as they are.';
grant execute on function what_if(bigint, jsonb) to pgaugur_reader, pgaugur_worker;
