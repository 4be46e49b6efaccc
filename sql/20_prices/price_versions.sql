-- Which versions of its rows the prices of an instrument are: what is the same twice was not written in between, by
-- whatever way. An eighth of the time of reading them, for who has read them a moment ago; arrays are hashed as a whole
-- because a hash of each row takes twice as long. Another order of the same rows is another version, and costs one
-- reading. Of use within a run only: a VACUUM FULL or a restored dump changes it. Null where a row lies on another
-- server, which has versions of its own.
create or replace view price_versions as
select b.instrument_id,
       case
         when not bool_or(b.is_foreign) then
           count(*) || ':' || hash_array_extended(
             array_agg(b.xmin), hash_array_extended(array_agg(b.ctid), hash_array_extended(array_agg(b.tableoid), 0)))
       end as version
from (
  select stock_id as instrument_id, tableoid, ctid, xmin,
         tableoid in (select f.ftrelid from pg_foreign_table f) as is_foreign
  from stock_prices
  union all
  select index_id, tableoid, ctid, xmin, tableoid in (select f.ftrelid from pg_foreign_table f)
  from index_prices) b
group by b.instrument_id;

grant select on price_versions to pgaugur_worker;
