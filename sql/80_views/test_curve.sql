-- The table of confusion at every threshold that changes it: what ROC and precision-recall curves are drawn from.
create or replace function test_curve(model_id bigint)
returns table (threshold double precision, true_positives integer, false_positives integer, true_negatives integer,
               false_negatives integer)
language sql stable
set search_path from current
as $$
  with said as (
    select p.prediction_probability::double precision as probability,
           count(*) filter (where p.actual_class) as rises, count(*) filter (where not p.actual_class) as falls
    from ml_predictions p
    where p.model_id = test_curve.model_id and p.origin = 'holdout' and p.actual_class is not null
    group by 1
  )
  select s.probability, (sum(s.rises) over above)::integer, (sum(s.falls) over above)::integer,
         (sum(s.falls) over () - sum(s.falls) over above)::integer,
         (sum(s.rises) over () - sum(s.rises) over above)::integer
  from said s
  window above as (order by s.probability desc)
  order by s.probability desc
$$;

comment on function test_curve(bigint) is
  E'@column threshold What is at least as probable counts as a predicted rise.\n'
  '@column true_positives Predicted and real rises.\n'
  '@column false_positives Predicted rises that were none.\n'
  '@column true_negatives Sessions that neither were said to rise nor did.\n'
  '@column false_negatives Rises that were not predicted.\n'
  'How a model''s holdout predictions came out at every threshold, the highest first.';
grant execute on function test_curve(bigint) to pgaugur_reader, pgaugur_worker;
