-- What a new price row may say of splits and dividends. 0 is "no split" in many sources, so it is allowed and read as 1. As
-- in 0001, rows that are there and break a rule stay, and the rule is not validated then: they are read as no split and no
-- dividend (view price_bars).
-- NaN and infinity are refused by the upper bound, because both sort above every number. It is a double precision so that
-- the comparison exists for whatever numeric type an adopted column has.
do $$
declare
  wanted record;
  is_broken boolean;
begin
  for wanted in
    select * from (values
      ('non_negative_split_factor', 'split_factor >= 0 and split_factor < double precision ''Infinity'''),
      ('non_negative_dividend', 'dividend_amount >= 0 and dividend_amount < double precision ''Infinity''')
    ) as w (rule, expression)
  loop
    if not exists (
      select from pg_constraint
      where conrelid = 'stock_prices'::regclass and conname = wanted.rule and contype = 'c'
    ) then
      execute format('alter table stock_prices add constraint %I check (%s) not valid', wanted.rule, wanted.expression);
      execute format('select exists (select from stock_prices where not (%s))', wanted.expression) into is_broken;
      if not is_broken then
        execute format('alter table stock_prices validate constraint %I', wanted.rule);
      end if;
    end if;
  end loop;
end
$$;
