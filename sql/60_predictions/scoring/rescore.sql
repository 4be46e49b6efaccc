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

revoke all on function feature_positions(ml_models) from public;

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
  select t.base_margin, t.roots,
         array(select positions[f.number]
               from unnest(t.split_features) with ordinality as f (number, node)
               order by f.node),
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
        select case when count(*) > 0
                 then format('There are features from %s to %s.', min(f.trading_date), max(f.trading_date))
                 else 'Features of its feature set are not stored any more.' end
        from features f
        where f.instrument_id = model.instrument_id and f.feature_set_id = model.feature_set_id);
  end if;
end
$$;

comment on function rescore(bigint, date, date) is
  E'@column session The session whose features were scored.\n'
  '@column probability Calibrated probability of a higher close in seven sessions.\n'
  'Scores the stored features of a model''s instrument again, session by session, without a worker: calibrated '
  'probabilities of today''s feature rows, which may have been corrected since the predictions were made. Boosted '
  'trees only.';
grant execute on function rescore(bigint, date, date) to pgaugur_reader, pgaugur_worker;
