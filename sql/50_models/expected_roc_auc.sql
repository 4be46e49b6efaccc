-- What a model reaches over so many rows where there is nothing to know, from the surrogates of its test range; as
-- expectedOver in src/learn/judging/worth.ts. It depends on the model and on how long the window is, less on which: so
-- it serves for the live record and for common rows, too. Between the lengths that are known it is drawn straight.
create or replace function expected_roc_auc(metrics jsonb, rows double precision)
returns double precision
language sql immutable
set search_path from current
as $$
  with known as (
    select (k ->> 'rows')::double precision as rows, (k ->> 'rocAuc')::double precision as auc
    from jsonb_array_elements(metrics #> '{worth,expectedByRows}') k
    where k ->> 'rocAuc' is not null and expected_roc_auc.rows > 0)
  select case when shorter.rows < longer.rows
           then shorter.auc + (longer.auc - shorter.auc) * (expected_roc_auc.rows - shorter.rows)
                              / (longer.rows - shorter.rows)
           else coalesce(shorter.auc, longer.auc) end
  from (select k.* from known k where k.rows <= expected_roc_auc.rows order by k.rows desc limit 1) shorter
  full join (select k.* from known k where k.rows >= expected_roc_auc.rows order by k.rows limit 1) longer on true
$$;

comment on function expected_roc_auc(jsonb, double precision) is
  E'@behavior -*\n'
  'ROC-AUC that a model reaches over so many rows where there is nothing to know, by its metrics; null of one that was '
  'not tried on surrogates.';
grant execute on function expected_roc_auc(jsonb, double precision) to pgaugur_reader, pgaugur_worker;
