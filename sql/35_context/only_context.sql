-- Who is there to be looked at, and not to be traded. A volatility index can be bought by nobody. Another index can be
-- followed by a fund, so one that stands alone is what somebody wants to have forecast; beside instruments that are no
-- index it is what those are seen beside.
create or replace view context_instruments as
select i.id as instrument_id, i.symbol,
       format('only serves as context: %s (policy trades_context is off)',
              case when volatility.is_one then 'a volatility index' else 'an index that others are seen beside' end)
         as reason
from base_instruments i
cross join ml_pipeline_defaults d
left join ml_pipeline_policies o on o.instrument_id = i.id
cross join lateral (
  select is_volatility_index(i.symbol)
           or exists (select from ml_context_indices c where c.volatility_index_id = i.id) as is_one) volatility
where lower(i.instrument_type::text) = 'index' and not coalesce(o.trades_context, d.trades_context)
  and (volatility.is_one
       or exists (select from base_instruments other
                  where lower(other.instrument_type::text) is distinct from 'index' and other.is_active is not false));

comment on view context_instruments is
  E'@name context_instrument\n'
  '@listName contextInstruments\n'
  '@primaryKey instrument_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName onlyContext\n'
  'Indices that only serve as context: volatility indices, and indices beside instruments that are none. They are '
  'forecast like others, and not traded, backtested or ranked. The policy trades_context makes an exception.';
comment on column context_instruments.instrument_id is '@notNull';
comment on column context_instruments.symbol is '@notNull';
comment on column context_instruments.reason is E'@notNull\nWhy, as the end of a sentence that begins with its symbol.';

grant select on context_instruments to pgaugur_reader, pgaugur_worker;
