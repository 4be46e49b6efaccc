-- What cannot be traded by is refused where whoever asks sees it, by name and value: the rules in the order of the
-- functions' arguments, and of those that are broken the first.
create or replace function refuse_impossible_rules(
  asked_of text,
  threshold double precision,
  holding_sessions integer,
  transaction_cost double precision,
  slippage double precision,
  from_date date,
  to_date date,
  direction text,
  entry text,
  initial_capital numeric,
  capital_fraction double precision,
  whole_shares boolean,
  max_positions integer default 1,
  weighting text default 'equal',
  top_n integer default null,
  drop_below integer default null)
returns void
language plpgsql stable
set search_path from current
as $$
declare
  rule record;
begin
  for rule in
    select r.* from (values
      (1, 'max_positions', 'at least 1', max_positions::text, max_positions >= 1),
      (2, 'weighting', 'equal or signal_strength', weighting, weighting in ('equal', 'signal_strength')),
      (3, 'threshold', 'above 0.5 and below 1', threshold::text, threshold > 0.5 and threshold < 1),
      (4, 'holding_sessions', 'at least 1', holding_sessions::text, holding_sessions >= 1),
      (5, 'transaction_cost', 'at least 0 and below 1', transaction_cost::text,
       transaction_cost >= 0 and transaction_cost < 1),
      (6, 'slippage', 'at least 0 and below 1', slippage::text, slippage >= 0 and slippage < 1),
      (7, 'to_date', 'from_date (' || from_date || ') or later', to_date::text,
       from_date is null or to_date is null or from_date <= to_date),
      (8, 'direction', 'long_only or long_short', direction, direction in ('long_only', 'long_short')),
      (9, 'entry', 'next_open or close', entry, entry in ('next_open', 'close')),
      (10, 'initial_capital', 'from 0.01 to 9999999999999.99', initial_capital::text,
       initial_capital >= 0.01 and initial_capital < 1e13),
      (11, 'capital_fraction', 'above 0 and at most 1', capital_fraction::text,
       capital_fraction > 0 and capital_fraction <= 1),
      (12, 'whole_shares', 'true or false', whole_shares::text, whole_shares is not null),
      (13, 'top_n', 'at least 1', top_n::text, top_n is null or top_n >= 1),
      (14, 'drop_below', case when top_n is null then 'null where top_n is' else 'at least top_n (' || top_n || ')' end,
       drop_below::text, drop_below is null or coalesce(drop_below >= top_n, false)),
      (15, 'direction', 'long_only where top_n is given', direction, top_n is null or direction = 'long_only'),
      (16, 'weighting', 'equal where top_n is given', weighting, top_n is null or weighting = 'equal')
    ) as r (position, name, possible, given, holds)
    where r.holds is not true
    order by r.position
    limit 1
  loop
    raise exception '%: % must be %, got %', asked_of, rule.name, rule.possible, coalesce(rule.given, 'null')
      using errcode = 'invalid_parameter_value';
  end loop;
end
$$;

revoke all on function refuse_impossible_rules(
  text, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean, integer, text, integer, integer) from public;
