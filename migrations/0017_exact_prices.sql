-- What a price row may hold, whatever type its columns have. Prices and volumes are plain numeric from here on
-- (`migrate` widens narrower columns by itself, wherever nothing of the owner's depends on them), and plain numeric and
-- double precision take Infinity and numbers that squares and ratios of overflow. The bounds are those of
-- src/bar_rules.ts: a bar that is stored is one that features can be computed from. What is not positive, or no number,
-- is left to the rule that has always refused it, so that a row is refused by one name. NaN sorts above every number,
-- Infinity too, and so breaks every upper bound. As in 0001 and 0016, rows that are there and break a rule stay, and
-- the rule is not validated then; the run of their instrument is skipped, and says which.
do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('stock_prices', 'prices_within_bounds',
        '(open_price <= 0 or open_price between 1e-9 and 1e12) '
        'and (high_price <= 0 or high_price between 1e-9 and 1e12) '
        'and (low_price <= 0 or low_price between 1e-9 and 1e12) '
        'and (close_price <= 0 or close_price between 1e-9 and 1e12)'),
      ('stock_prices', 'volume_within_bounds', 'volume <= 1e19'),
      ('stock_prices', 'plausible_split_factor',
        'split_factor <= 0 or split_factor between 1e-9 and 1e9 or split_factor >= double precision ''Infinity'''),
      ('stock_prices', 'plausible_dividend',
        'dividend_amount <= 0 or dividend_amount between 1e-12 and 1e12 '
        'or dividend_amount >= double precision ''Infinity'''),
      ('stock_prices', 'adjusted_close_within_bounds', 'adjusted_close between -1e12 and 1e12'),
      ('index_prices', 'prices_within_bounds',
        '(open_value <= 0 or open_value between 1e-9 and 1e12) '
        'and (high_value <= 0 or high_value between 1e-9 and 1e12) '
        'and (low_value <= 0 or low_value between 1e-9 and 1e12) '
        'and (close_value <= 0 or close_value between 1e-9 and 1e12)'),
      ('index_prices', 'volume_within_bounds', 'trading_volume <= 1e19')
    ) as w (table_name, rule, expression)
  loop
    if not exists (
      select from pg_constraint
      where conrelid = wanted.table_name::regclass and conname = wanted.rule and contype = 'c'
    ) then
      execute format('alter table %I add constraint %I check (%s) not valid',
        wanted.table_name, wanted.rule, wanted.expression);
      begin
        execute format('alter table %I validate constraint %I', wanted.table_name, wanted.rule);
      exception
        when check_violation then null;
      end;
    end if;
  end loop;
end
$$;
