-- Which versions of its rows the prices of an instrument are: what is the same twice was not written in between, by
-- whatever way. A third of the time of reading them, for who has read them a moment ago. Of use within a run only: a
-- VACUUM FULL or a restored dump changes it. Null where a row lies on another server, which has versions of its own.
create or replace view price_versions as
select b.instrument_id,
       case when not bool_or(b.is_foreign) then count(*) || ':' || sum(b.hash) end as version
from (
  select stock_id as instrument_id, hash_record_extended(row(tableoid, ctid, xmin), 0) as hash,
         tableoid in (select c.oid from pg_class c where c.relkind = 'f') as is_foreign
  from stock_prices
  union all
  select index_id, hash_record_extended(row(tableoid, ctid, xmin), 0),
         tableoid in (select c.oid from pg_class c where c.relkind = 'f')
  from index_prices) b
group by b.instrument_id;

grant select on price_versions to pgaugur_worker;
