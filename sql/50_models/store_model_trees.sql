-- From an artifact in XGBoost's JSON format to arrays that SQL can walk.

-- Walks every tree from its root, as src/learn/gbt/model_json.ts does: scoring relies on what is checked here and
-- checks nothing itself. A tree that leads back into itself, or out of itself, would keep a session busy until its
-- timeout.
create or replace function require_tree_shape(trees ml_model_trees, parents integer[], covers real[])
returns void
language plpgsql immutable
set search_path from current
as $$
declare
  size constant integer := cardinality(trees.left_children);
  root integer;
  last integer;
  pending integer[];
  depth integer;
  node integer;
  child integer;
  levels integer[] := array_fill(0, array[greatest(size, 1)]);
begin
  for number in 1 .. cardinality(trees.roots) loop
    root := trees.roots[number];
    last := coalesce(trees.roots[number + 1] - 1, size);
    pending[1] := root;
    depth := 1;
    while depth > 0 loop
      node := pending[depth];
      depth := depth - 1;
      if not (abs(trees.split_conditions[node]) < 'infinity') then
        raise exception 'artifact %: node % of tree % has the condition %', trees.artifact_sha256, node - root,
          number - 1, trees.split_conditions[node];
      end if;
      continue when trees.left_children[node] = 0 and trees.right_children[node] = 0;
      if trees.left_children[node] = trees.right_children[node] then
        raise exception 'artifact %: node % of tree % has one child twice', trees.artifact_sha256,
          node - root, number - 1;
      end if;
      foreach child in array array[trees.left_children[node], trees.right_children[node]] loop
        -- A node names its parent, so none is reached from two, nor from below.
        if child <= root or child > last or parents[child] <> node then
          raise exception 'artifact %: node % of tree % has a child that is not its own', trees.artifact_sha256,
            node - root, number - 1;
        end if;
        levels[child] := levels[node] + 1;
        if levels[child] > 500 then
          raise exception 'artifact %: tree % has more than 500 levels below its root', trees.artifact_sha256,
            number - 1;
        end if;
        depth := depth + 1;
        pending[depth] := child;
      end loop;
      if trees.split_features[node] not between 1 and trees.feature_count then
        raise exception 'artifact %: node % of tree % splits by feature %, and there are %', trees.artifact_sha256,
          node - root, number - 1, trees.split_features[node] - 1, trees.feature_count;
      end if;
      if not (covers[node] > 0) then
        raise exception 'artifact %: node % of tree % has the cover %', trees.artifact_sha256, node - root, number - 1,
          covers[node];
      end if;
    end loop;
  end loop;
end
$$;

revoke all on function require_tree_shape(ml_model_trees, integer[], real[]) from public;

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
  said_score text;
  best_iteration constant text := learner #>> '{attributes,best_iteration}';
  trees ml_model_trees;
  is_complete boolean;
  parents integer[];
  covers real[];
begin
  if learner #>> '{objective,name}' is distinct from 'binary:logistic'
    or booster ->> 'name' is distinct from 'gbtree'
  then
    raise exception 'artifact %: only trees (gbtree) of the objective binary:logistic can be scored, got % of %',
      artifact.sha256, coalesce(booster ->> 'name', 'nothing'),
      coalesce(learner #>> '{objective,name}', 'no objective');
  end if;
  if jsonb_typeof(booster #> '{model,trees}') is distinct from 'array' then
    raise exception 'artifact %: trees must be a list, got %', artifact.sha256,
      coalesce(jsonb_typeof(booster #> '{model,trees}'), 'nothing');
  elsif jsonb_typeof(learner -> 'feature_names') <> 'array' then
    raise exception 'artifact %: feature_names must be a list, got %', artifact.sha256,
      jsonb_typeof(learner -> 'feature_names');
  end if;
  if jsonb_path_exists(booster, '$.model.trees[*].split_type[*] ? (@ != 0)') then
    raise exception 'artifact %: categorical splits cannot be scored', artifact.sha256;
  end if;
  if best_iteration !~ '^[0-9]{1,9}$' or best_iteration::integer >= jsonb_array_length(booster #> '{model,trees}') then
    raise exception 'artifact %: best_iteration must be the number of one of its % trees, counted from 0, got %',
      artifact.sha256, jsonb_array_length(booster #> '{model,trees}'), best_iteration;
  end if;
  if learner #>> '{learner_model_param,num_class}' not in ('0', '1')
    or booster #>> '{model,gbtree_model_param,num_parallel_tree}' <> '1'
  then
    raise exception 'artifact %: only one tree per iteration of one class can be scored', artifact.sha256;
  end if;
  -- Of several targets each tree is of one, or its leaves are vectors: their sum says nothing.
  if learner #>> '{learner_model_param,num_target}' not in ('0', '1')
    or jsonb_path_exists(booster, '$.model.tree_info[*] ? (@ != 0)')
    or exists (select from jsonb_array_elements(booster #> '{model,trees}') t
               where t #>> '{tree_param,size_leaf_vector}' not in ('0', '1'))
  then
    raise exception 'artifact %: only trees of one target can be scored, num_target is %', artifact.sha256,
      coalesce(learner #>> '{learner_model_param,num_target}', 'not said');
  end if;
  if booster #>> '{model,gbtree_model_param,num_trees}'
    is distinct from jsonb_array_length(booster #> '{model,trees}')::text
  then
    raise exception 'artifact %: num_trees says %, and there are % trees', artifact.sha256,
      booster #>> '{model,gbtree_model_param,num_trees}', jsonb_array_length(booster #> '{model,trees}');
  end if;
  -- As many as are read by workers, which name each of them.
  if coalesce(learner #>> '{learner_model_param,num_feature}', '') !~ '^0*([0-9]{1,5}|100000)$' then
    raise exception 'artifact %: num_feature must be a number up to 100000, got %', artifact.sha256,
      coalesce(nullif(left(learner #>> '{learner_model_param,num_feature}', 40), ''), 'nothing');
  end if;
  if jsonb_array_length(learner -> 'feature_names')
    not in (0, (learner #>> '{learner_model_param,num_feature}')::integer)
  then
    raise exception 'artifact %: num_feature says %, and there are % names', artifact.sha256,
      learner #>> '{learner_model_param,num_feature}', jsonb_array_length(learner -> 'feature_names');
  end if;
  -- A list with one number since XGBoost 3.1.
  said_score := learner #>> '{learner_model_param,base_score}';
  if trim(both '[]' from said_score) ~ '^[+]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$'
    and trim(both '[]' from said_score)::double precision > 1e-37
  then
    base_score := trim(both '[]' from said_score);
  end if;
  if not coalesce(base_score > 0 and base_score < 1, false) then
    raise exception 'artifact %: base_score must be a probability between 0 and 1, got %', artifact.sha256,
      coalesce(nullif(left(said_score, 40), ''), 'nothing');
  end if;
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
           translate(t.tree ->> 'default_left', '[]', '{}')::boolean[] as default_left,
           translate(t.tree ->> 'parents', '[]', '{}')::integer[] as parents,
           translate(t.tree ->> 'sum_hessian', '[]', '{}')::real[] as covers,
           (t.tree #>> '{tree_param,num_nodes}')::integer as size,
           jsonb_array_length(t.tree -> 'base_weights') as weights,
           jsonb_array_length(t.tree -> 'loss_changes') as gains
    from jsonb_array_elements(booster #> '{model,trees}') with ordinality as t (tree, number)
    where t.number <= coalesce(best_iteration::integer + 1, t.number)
  ),
  placed as materialized (
    select f.*, 1 + coalesce(sum(cardinality(left_children)) over earlier, 0)::integer as root
    from fields f
    window earlier as (order by number rows between unbounded preceding and 1 preceding)
  ),
  nodes as materialized (
    select p.number, n.position, p.root, p.size, p.weights, p.gains,
           n.feature, n.condition, n.left_child, n.right_child, n.default_left, n.parent, n.cover
    from placed p
    cross join unnest(p.split_indices, p.split_conditions, p.left_children, p.right_children, p.default_left, p.parents,
                      p.covers)
      with ordinality as n (feature, condition, left_child, right_child, default_left, parent, cover, position)
    order by p.number, n.position
  )
  select coalesce(array_agg(case when left_child = -1 then 0 else feature + 1 end), '{}'),
         coalesce(array_agg(condition), '{}'),
         coalesce(array_agg(case when left_child = -1 then 0 else root + left_child end), '{}'),
         coalesce(array_agg(case when right_child = -1 then 0 else root + right_child end), '{}'),
         coalesce(array_agg(default_left), '{}'),
         array(select p.root from placed p order by p.number),
         coalesce(array_agg(case when parent = 2147483647 then 0 else root + parent end), '{}'),
         coalesce(array_agg(cover), '{}'),
         bool_and(num_nulls(feature, condition, left_child, right_child, default_left, parent, cover) = 0
                  and position <= size and weights = size and gains = size)
           and count(*) = (select sum(p.size) from placed p)
  into trees.split_features, trees.split_conditions, trees.left_children, trees.right_children, trees.default_left,
       trees.roots, parents, covers, is_complete
  from nodes;
  if not coalesce(is_complete, trees.roots = '{}') then
    raise exception 'artifact %: a tree has lists of different lengths', artifact.sha256;
  end if;
  perform require_tree_shape(trees, parents, covers);
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

-- For artifacts that were stored before there were trees. Returns how many. One that is broken is left alone, and said.
create or replace function store_missing_model_trees()
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  artifact ml_model_artifacts;
  stored integer := 0;
begin
  for artifact in
    select a.* from ml_model_artifacts a
    where a.format = 'xgboost-json'
      and not exists (select from ml_model_trees known where known.artifact_sha256 = a.sha256)
  loop
    begin
      insert into ml_model_trees select t.* from trees_of_artifact(artifact) t;
      stored := stored + 1;
    exception when raise_exception or data_exception or program_limit_exceeded then
      raise warning 'artifact %: %; its model cannot be scored in SQL', artifact.sha256,
        regexp_replace(sqlerrm, '^artifact [0-9a-f]+: ', '');
    end;
  end loop;
  return stored;
end
$$;

revoke all on function store_missing_model_trees() from public;
