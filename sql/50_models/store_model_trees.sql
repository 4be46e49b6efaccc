-- From an artifact in XGBoost's JSON format to arrays that SQL can walk.

-- Nodes are numbered from 1 through all trees. Features count from 1, in the model's order. A leaf has feature and
-- children 0 and its value as condition; so have nodes that pruning left behind, which nothing leads to. The margin of
-- the base score is rounded to float32 at every step, as in XGBoost. Of a model that names its best iteration, the
-- trees up to that one: so workers and XGBoost's scikit-learn wrapper score it.
create or replace function trees_of_artifact(artifact ml_model_artifacts)
returns ml_model_trees
language plpgsql stable
set search_path from current
as $$
declare
  learner jsonb := convert_from(artifact.content, 'UTF8')::jsonb -> 'learner';
  booster jsonb := learner -> 'gradient_booster';
  base_score real;
  best_iteration constant text := learner #>> '{attributes,best_iteration}';
  trees ml_model_trees;
  is_complete boolean;
begin
  if learner #>> '{objective,name}' is distinct from 'binary:logistic'
    or booster ->> 'name' is distinct from 'gbtree'
  then
    raise exception 'artifact %: only trees (gbtree) of the objective binary:logistic can be scored, got % of %',
      artifact.sha256, coalesce(booster ->> 'name', 'nothing'),
      coalesce(learner #>> '{objective,name}', 'no objective');
  end if;
  if jsonb_path_exists(booster, '$.model.trees[*].split_type[*] ? (@ != 0)') then
    raise exception 'artifact %: categorical splits cannot be scored', artifact.sha256;
  end if;
  if best_iteration !~ '^\d{1,9}$' or best_iteration::integer >= jsonb_array_length(booster #> '{model,trees}') then
    raise exception 'artifact %: best_iteration must be the number of one of its % trees, counted from 0, got %',
      artifact.sha256, jsonb_array_length(booster #> '{model,trees}'), best_iteration;
  end if;
  -- A list with one number since XGBoost 3.1.
  base_score := trim(both '[]' from learner #>> '{learner_model_param,base_score}');
  trees.artifact_sha256 := artifact.sha256;
  trees.feature_count := learner #>> '{learner_model_param,num_feature}';
  trees.base_margin := -ln((1::real / base_score - 1::real)::double precision);

  with fields as materialized (
    -- A JSON list of numbers is a Postgres array but for its brackets.
    select t.number,
           translate(t.tree ->> 'split_indices', '[]', '{}')::integer[] as split_indices,
           translate(t.tree ->> 'split_conditions', '[]', '{}')::real[] as split_conditions,
           translate(t.tree ->> 'left_children', '[]', '{}')::integer[] as left_children,
           translate(t.tree ->> 'right_children', '[]', '{}')::integer[] as right_children,
           translate(t.tree ->> 'default_left', '[]', '{}')::boolean[] as default_left
    from jsonb_array_elements(booster #> '{model,trees}') with ordinality as t (tree, number)
    where t.number <= coalesce(best_iteration::integer + 1, t.number)
  ),
  placed as materialized (
    select f.*, 1 + coalesce(sum(cardinality(left_children)) over earlier, 0)::integer as root
    from fields f
    window earlier as (order by number rows between unbounded preceding and 1 preceding)
  ),
  nodes as materialized (
    select p.number, n.position, p.root, n.feature, n.condition, n.left_child, n.right_child, n.default_left
    from placed p
    cross join unnest(p.split_indices, p.split_conditions, p.left_children, p.right_children, p.default_left)
      with ordinality as n (feature, condition, left_child, right_child, default_left, position)
    order by p.number, n.position
  )
  select coalesce(array_agg(case when left_child < 0 then 0 else feature + 1 end), '{}'),
         coalesce(array_agg(condition), '{}'),
         coalesce(array_agg(case when left_child < 0 then 0 else root + left_child end), '{}'),
         coalesce(array_agg(case when left_child < 0 then 0 else root + right_child end), '{}'),
         coalesce(array_agg(default_left), '{}'),
         array(select p.root from placed p order by p.number),
         bool_and(num_nulls(feature, condition, left_child, right_child, default_left) = 0)
  into trees.split_features, trees.split_conditions, trees.left_children, trees.right_children, trees.default_left,
       trees.roots, is_complete
  from nodes;
  if not is_complete then
    raise exception 'artifact %: a tree has lists of different lengths', artifact.sha256;
  end if;
  return trees;
end
$$;

revoke all on function trees_of_artifact(ml_model_artifacts) from public;

create or replace function store_model_trees()
returns trigger
language plpgsql volatile security definer
set search_path from current
as $$
begin
  insert into ml_model_trees select t.* from trees_of_artifact(new) t;
  return null;
end
$$;

revoke all on function store_model_trees() from public;

create or replace trigger store_model_trees
  after insert on ml_model_artifacts
  for each row when (new.format = 'xgboost-json')
  execute function store_model_trees();

-- For artifacts that were stored before there were trees. Returns how many.
create or replace function store_missing_model_trees()
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  stored integer;
begin
  insert into ml_model_trees
  select t.*
  from ml_model_artifacts a
  cross join lateral trees_of_artifact(a) t
  where a.format = 'xgboost-json'
    and not exists (select from ml_model_trees known where known.artifact_sha256 = a.sha256);
  get diagnostics stored = row_count;
  return stored;
end
$$;

revoke all on function store_missing_model_trees() from public;
