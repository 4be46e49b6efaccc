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

revoke all on function as_float32(double precision[]) from public;

-- Log-odds of one row: the margin before the first tree plus the value of the leaf that the row ends in, tree by tree,
-- added in double precision as in the worker. In PL/pgSQL, because arrays in its variables are unpacked once and then
-- read in constant time. No way through a tree is longer than it has nodes: what was stored before trees were checked
-- may lead in a circle.
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
    for hop in 1 .. cardinality(left_children) loop
      exit when (left_children[node] > 0) is not true;
      value := features[split_features[node]];
      node := case when value < split_conditions[node] or (value is null and default_left[node])
                   then left_children[node] else right_children[node] end;
    end loop;
    if left_children[node] > 0 then
      raise exception 'a tree of this model leads in a circle: it cannot be scored';
    end if;
    margin := margin + split_conditions[node];
  end loop;
  return margin;
end
$$;

revoke all on function tree_margin(
  double precision, integer[], integer[], real[], integer[], integer[], boolean[], real[]) from public;

-- 1 / (1 + e^−x). Beyond the bounds the answer is the same in double precision, and exp would overflow.
create or replace function sigmoid(x double precision)
returns double precision
language sql immutable
set search_path from current
as $$
  select 1 / (1 + exp(least(greatest(-x, -700), 700)))
$$;

revoke all on function sigmoid(double precision) from public;

-- The correction of src/learn/calibration/calibration.ts: none, Platt's on log-odds, or isotonic, which is linear
-- between its points and level outside.
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
      return outcomes[low]
             + (probability - scores[low]) / (scores[low + 1] - scores[low]) * (outcomes[low + 1] - outcomes[low]);
  end case;
end
$$;

revoke all on function apply_calibration(jsonb, double precision) from public;
