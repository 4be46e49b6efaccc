-- Scoring inside the database: boosted trees answer as they do in a worker. What people call runs with the rights of
-- the owner, so that trees and helpers need no grants: like artifacts, they are nobody's to read.

-- A row as the trees see it: rounded to float32 as XGBoost rounds on entry (to infinity or 0 where Postgres' own cast
-- refuses: from half a step above the largest float32 on, and up to half of the smallest). NaN, too, means missing.
create or replace function as_float32(features double precision[])
returns real[]
language sql immutable
set search_path from current
as $$
  select array_agg(
           case
             when value = 'NaN' then null
             when abs(value) >= float8 '3.4028235677973366e38' then (sign(value) * float8 'Infinity')::real
             when abs(value) <= float8 '7.006492321624085e-46' then 0
             else value::real
           end
           order by position)
  from unnest(features) with ordinality as f (value, position)
$$;

-- Log-odds of one row: the margin before the first tree plus the value of the leaf that the row ends in, tree by tree,
-- added in double precision as in the worker. In PL/pgSQL, because arrays in its variables are unpacked once and then
-- read in constant time.
create or replace function tree_margin(
  base_margin double precision, roots integer[], split_features integer[], split_conditions real[],
  left_children integer[], right_children integer[], default_left boolean[], features real[])
returns double precision
language plpgsql immutable
set search_path from current
as $$
declare
  margin double precision := base_margin;
  node integer;
  value real;
begin
  foreach node in array roots loop
    while left_children[node] > 0 loop
      value := features[split_features[node]];
      node := case when value < split_conditions[node] or (value is null and default_left[node])
                   then left_children[node] else right_children[node] end;
    end loop;
    margin := margin + split_conditions[node];
  end loop;
  return margin;
end
$$;

-- 1 / (1 + e^−x). Beyond the bounds the answer is the same in double precision, and exp would overflow.
create or replace function sigmoid(x double precision)
returns double precision
language sql immutable
set search_path from current
as $$
  select 1 / (1 + exp(least(greatest(-x, -700), 700)))
$$;

-- The correction of src/learn/calibration.ts: none, Platt's on log-odds, or isotonic, which is linear between its
-- points and level outside.
create or replace function apply_calibration(calibration jsonb, probability double precision)
returns double precision
language plpgsql immutable
set search_path from current
as $$
declare
  inside double precision := least(greatest(probability, 1e-15), 1 - 1e-15);
  scores double precision[];
  outcomes double precision[];
  low integer;
begin
  case coalesce(calibration ->> 'method', 'none')
    when 'none' then
      return probability;
    when 'platt' then
      return sigmoid((calibration ->> 'slope')::double precision * ln(inside / (1 - inside))
                     + (calibration ->> 'intercept')::double precision);
    when 'isotonic' then
      scores := translate(calibration ->> 'scores', '[]', '{}');
      outcomes := translate(calibration ->> 'values', '[]', '{}');
      low := width_bucket(probability, scores); -- how many scores are not above it
      if low = 0 then
        return outcomes[1];
      elsif low = cardinality(scores) then
        return outcomes[low];
      end if;
      return outcomes[low] + (probability - scores[low]) / (scores[low + 1] - scores[low]) * (outcomes[low + 1] - outcomes[low]);
  end case;
end
$$;

-- The rule of src/pipeline/scoring.ts: BUY at or above the threshold, SELL at or below its mirror, always HOLD for a
-- model without a passed gate.
create or replace function trading_signal(gate_passed boolean, probability double precision, threshold double precision)
returns text
language sql immutable
set search_path from current
as $$
  select case
           when gate_passed is not true then 'HOLD'
           when probability >= threshold then 'BUY'
           when probability <= 1 - threshold then 'SELL'
           else 'HOLD'
         end
$$;

-- The model, or an error that says why it cannot be scored here and what can.
create or replace function scorable_model(model_id bigint)
returns ml_models
language plpgsql stable
set search_path from current
as $$
declare
  model ml_models;
  others text;
begin
  model := require_model(scorable_model.model_id);
  if exists (select from ml_model_trees t where t.artifact_sha256 = model.model_file_hash) then
    return model;
  end if;
  select coalesce('Models of its instrument that can be scored here: ' || string_agg(format('%s (%s)', m.id, m.model_version), ', ' order by m.id),
                  'No model of its instrument can be scored here') || '.'
  into others
  from ml_models m join ml_model_trees t on t.artifact_sha256 = m.model_file_hash
  where m.instrument_id = model.instrument_id;
  if model.model_type <> 'xgboost_classifier' then
    raise exception 'model % (id %) is of family %: only xgboost_classifier can be scored in SQL, others are scored by workers',
      model.model_name, model.id, model.model_type
      using errcode = 'object_not_in_prerequisite_state', hint = others;
  end if;
  raise exception 'model % (id %) was archived: its trees are gone, its predictions remain', model.model_name, model.id
    using errcode = 'object_not_in_prerequisite_state', hint = others;
end
$$;

create or replace function predict_probability(model_id bigint, features double precision[])
returns double precision
language plpgsql stable strict security definer
set search_path from current
as $$
declare
  model ml_models := scorable_model(model_id);
  trees ml_model_trees;
begin
  select * into strict trees from ml_model_trees t where t.artifact_sha256 = model.model_file_hash;
  if cardinality(features) <> trees.feature_count then
    raise exception 'model % (id %) takes %, got %', model.model_name, model.id, counted(trees.feature_count, 'feature'), cardinality(features)
      using errcode = 'invalid_parameter_value', hint = 'Their names, in order, are ml_models.feature_names.';
  end if;
  return apply_calibration(
    model.calibration,
    sigmoid(tree_margin(trees.base_margin, trees.roots, trees.split_features, trees.split_conditions,
                        trees.left_children, trees.right_children, trees.default_left, as_float32(features))));
end
$$;

comment on function predict_probability(bigint, double precision[]) is
  'Calibrated probability of a higher close seven sessions ahead, for one row of features in the order of the model''s feature_names; null or NaN means missing. Boosted trees only.';

-- Where the model's features are in the rows of its feature set.
create or replace function feature_positions(model ml_models)
returns integer[]
language plpgsql stable
set search_path from current
as $$
declare
  positions integer[];
  missing text;
begin
  select array_agg(array_position(s.feature_names, n.name) order by n.place),
         string_agg(n.name, ', ' order by n.place) filter (where array_position(s.feature_names, n.name) is null)
  into positions, missing
  from ml_feature_sets s
  cross join jsonb_array_elements_text(model.feature_names) with ordinality as n (name, place)
  where s.id = model.feature_set_id;
  if missing is not null then
    raise exception 'model % (id %) needs features that are missing: %', model.model_name, model.id, missing;
  end if;
  return positions;
end
$$;

create or replace function rescore(model_id bigint, from_date date default null, to_date date default null)
returns table (session date, probability double precision)
language plpgsql stable security definer
set search_path from current
as $$
declare
  model ml_models := scorable_model(model_id);
  positions integer[] := feature_positions(model);
  base_margin real;
  roots integer[];
  split_features integer[];
  split_conditions real[];
  left_children integer[];
  right_children integer[];
  default_left boolean[];
begin
  if from_date > to_date then
    raise exception 'rescore: the range begins on % and ends before that, on %', from_date, to_date
      using errcode = 'invalid_parameter_value';
  end if;
  -- Splits look into the rows as they are stored: their features are renumbered once.
  select t.base_margin, t.roots, array(select positions[f.number] from unnest(t.split_features) with ordinality as f (number, node) order by f.node),
         t.split_conditions, t.left_children, t.right_children, t.default_left
  into strict base_margin, roots, split_features, split_conditions, left_children, right_children, default_left
  from ml_model_trees t
  where t.artifact_sha256 = model.model_file_hash;

  return query
    select f.trading_date,
           apply_calibration(
             model.calibration,
             sigmoid(tree_margin(base_margin, roots, split_features, split_conditions, left_children, right_children,
                                 default_left, as_float32(f.values))))
    from features f
    where f.instrument_id = model.instrument_id and f.feature_set_id = model.feature_set_id
      and f.trading_date >= coalesce(from_date, '-infinity') and f.trading_date <= coalesce(to_date, 'infinity')
    order by f.trading_date;
  if not found then
    raise exception 'model % (id %): no features are stored from % to %', model.model_name, model.id,
      coalesce(from_date::text, 'the beginning'), coalesce(to_date::text, 'the end')
      using errcode = 'no_data_found', hint = (
        select coalesce(format('There are features from %s to %s.', min(f.trading_date), max(f.trading_date)),
                        'Features of its feature set are not stored any more.')
        from features f
        where f.instrument_id = model.instrument_id and f.feature_set_id = model.feature_set_id);
  end if;
end
$$;

comment on function rescore(bigint, date, date) is
  'Scores the stored features of a model''s instrument again, session by session, without a worker: calibrated probabilities of today''s feature rows, which may have been corrected since the predictions were made. Boosted trees only.';

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
  select array(select f.values[p.position] from unnest(feature_positions(model)) with ordinality as p (position, place) order by p.place)
  into given
  from features f
  where f.instrument_id = prediction.instrument_id and f.feature_set_id = model.feature_set_id
    and f.trading_date = prediction.prediction_date;
  if not found then
    raise exception 'the features of prediction % (session %) are not stored any more', prediction.id, prediction.prediction_date
      using errcode = 'no_data_found';
  end if;

  changed := given;
  for entry in select key as name, value from jsonb_each(changed_features) loop
    if entry.name <> all (names) then
      similar_ones := similar_names(entry.name, names);
      raise exception 'model % (id %) has no feature "%"', model.model_name, model.id, entry.name
        using errcode = 'invalid_parameter_value', hint = case when similar_ones = '{}' then 'Its features are ml_models.feature_names.'
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
  trading_signal := trading_signal(model.gate_passed, probability,
                                   (select probability_threshold from pipeline_policy(prediction.instrument_id)));
end
$$;

comment on function what_if(bigint, jsonb) is
  'What the model of a prediction would have said with some of its features replaced: {"rsi_14": 80, "atr": null}, null meaning missing. The other features are those stored for the session; unchanged_probability is the answer for all of them as they are.';
