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
  select coalesce('Models of its instrument that can be scored here: '
                  || string_agg(format('%s (%s)', m.id, m.model_version), ', ' order by m.id),
                  'No model of its instrument can be scored here') || '.'
  into others
  from ml_models m join ml_model_trees t on t.artifact_sha256 = m.model_file_hash
  where m.instrument_id = model.instrument_id;
  if model.model_type <> 'xgboost_classifier' then
    raise exception 'model % (id %) is of family %: only xgboost_classifier can be scored in SQL, '
                    'others are scored by workers',
      model.model_name, model.id, model.model_type
      using errcode = 'object_not_in_prerequisite_state', hint = others;
  end if;
  raise exception 'model % (id %) was archived: its trees are gone, its predictions remain', model.model_name, model.id
    using errcode = 'object_not_in_prerequisite_state', hint = others;
end
$$;

revoke all on function scorable_model(bigint) from public;

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
    raise exception 'model % (id %) takes %, got %',
      model.model_name, model.id, counted(trees.feature_count, 'feature'), cardinality(features)
      using errcode = 'invalid_parameter_value', hint = 'Their names, in order, are ml_models.feature_names.';
  end if;
  return apply_calibration(
    model.calibration,
    sigmoid(tree_margin(trees.base_margin, trees.roots, trees.split_features, trees.split_conditions,
                        trees.left_children, trees.right_children, trees.default_left, as_float32(features))));
end
$$;

comment on function predict_probability(bigint, double precision[]) is
  'Calibrated probability of a higher close seven sessions ahead, for one row of features in the order of the model''s '
  'feature_names; null or NaN means missing. Boosted trees only.';
grant execute on function predict_probability(bigint, double precision[]) to pgaugur_reader, pgaugur_worker;
