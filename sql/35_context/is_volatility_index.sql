-- Volatility indices known by their symbols, with or without what vendors write around the symbols of
-- indices: ^VIX, $VIX, .VIX, I:VIX, VIX.INDX. Only used while
-- ml_context_indices is empty; there, any index can be named as volatility index.
create or replace function is_volatility_index(symbol text)
returns boolean
language sql immutable
set search_path from current
as $$
  select regexp_replace(upper(symbol), '^([$^.]|I:)|[.]INDX$', '', 'g') in
    ('VIX', 'VIX3M', 'VXN', 'RVX', 'VXD', 'VXO', 'VVIX', 'VSTOXX', 'V2TX', 'VDAX', 'V1X', 'VFTSE', 'VCAC', 'VXJ',
     'VNKY', 'VHSI', 'INDIAVIX', 'AXVI', 'VIXC')
$$;

comment on function is_volatility_index(text) is
  E'@behavior -*\nWhether a symbol is that of a well-known volatility index, such as VIX.';
grant execute on function is_volatility_index(text) to pgaugur_reader, pgaugur_worker;
