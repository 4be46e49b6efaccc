-- "better than seven-session reversal by 0.012 (-0.020 to +0.040)": of each rule that needs no model, as it was
-- measured on the model's own test rows. Null of models judged before that was kept.
create or replace function beside_rules(metrics jsonb)
returns text
language sql immutable
set search_path from current
as $$
  with compared as (
    select r.place, r.rule ->> 'name' as name, 1 as sign, r.rule -> 'difference' as difference
    from jsonb_array_elements(metrics #> '{rules,ordering}') with ordinality as r (rule, place)
    union all
    select 1000, metrics #>> '{rules,majority,name}', -1, metrics #> '{rules,majority,difference}'
    where metrics #> '{rules,majority}' is not null),
  measured as (
    -- A smaller log-loss is better: turned round, all are better above 0.
    select c.place, c.name, c.sign, c.sign * (c.difference ->> 'value')::numeric as value,
           c.sign * (c.difference ->> case c.sign when 1 then 'lower' else 'upper' end)::numeric as lower_end,
           c.sign * (c.difference ->> case c.sign when 1 then 'upper' else 'lower' end)::numeric as upper_end
    from compared c)
  select string_agg(
    case when m.value is null then format('not comparable with %s', m.name)
         else format('%s %s by %s%s%s',
                     case when m.value > 0 then 'better than' when m.value < 0 then 'worse than' else 'as good as' end,
                     m.name, to_char(abs(m.value), 'FM9990.000'),
                     case m.sign when -1 then ' in log-loss' else '' end,
                     ' (' || to_char(by.from_end, 'FMS9990.000') || ' to '
                     || to_char(by.to_end, 'FMS9990.000') || ')') end,
    ', ' order by m.place)
  from measured m
  cross join lateral (
    select case when m.value < 0 then -m.upper_end else m.lower_end end as from_end,
           case when m.value < 0 then -m.lower_end else m.upper_end end as to_end) by
$$;

comment on function beside_rules(jsonb) is
  E'@behavior -*\n'
  'The metrics of a model beside rules that need no model, in words: by ROC-AUC, and by log-loss beside always the '
  'majority, each with its 95 % interval.';
grant execute on function beside_rules(jsonb) to pgaugur_reader, pgaugur_worker;
