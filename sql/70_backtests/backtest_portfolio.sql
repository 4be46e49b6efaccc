-- Backtests of many instruments from one account, on demand: the request is a row, and a worker writes the result into
-- it.

-- The instruments of symbols that somebody named. Where several exchanges list one, AAPL@XNAS says which is meant.
create or replace function portfolio_members(symbols text[])
returns integer[]
language plpgsql stable strict
set search_path from current
as $$
declare
  named text;
  ids integer[];
  listings text[];
  members integer[] := '{}';
begin
  if cardinality(symbols) = 0 then
    raise exception 'backtest_portfolio: symbols must name one at least, or be null for all there are, got {}'
      using errcode = 'invalid_parameter_value';
  end if;
  foreach named in array symbols loop
    if named is null then
      raise exception 'backtest_portfolio: symbols must be symbols, got null among them'
        using errcode = 'null_value_not_allowed';
    end if;
    ids := instruments_named(named);
    if cardinality(ids) > 1 then
      select array_agg(n.name order by n.instrument_id) into listings
      from instrument_names() n where n.instrument_id = any (ids);
      raise exception 'symbol "%" is listed more than once: name it as %', named, array_to_string(listings, ' or ')
        using errcode = 'ambiguous_parameter';
    elsif ids is null then
      ids := array[instrument_of(named)]; -- raises, and says what is near
    elsif ids[1] = any (members) then
      raise exception 'backtest_portfolio: symbols must be distinct, got % twice', named
        using errcode = 'invalid_parameter_value';
    end if;
    members := members || ids[1];
  end loop;
  return members;
end
$$;

revoke all on function portfolio_members(text[]) from public;

-- A range of sessions in words; nothing where it has no ends.
create or replace function in_words(first_date date, last_date date)
returns text
language sql immutable
set search_path from current
as $$
  select coalesce(' from ' || nullif(first_date, '-infinity'), '')
      || coalesce(' to ' || nullif(last_date, 'infinity'), '')
$$;

revoke all on function in_words(date, date) from public;

-- Whose predictions a portfolio trades: those that were named, or all that have some in the range.
create or replace function predicted_members(named integer[], first_date date, last_date date)
returns integer[]
language plpgsql stable
set search_path from current
as $$
declare
  asked_range constant text := in_words(first_date, last_date);
  members constant integer[] := array(
    select i.id from base_instruments i
    cross join lateral (
      select from portfolio_predictions p
      where p.instrument_id = i.id and p.session between first_date and last_date
      limit 1) there
    where i.id = any (named)
       or named is null and not exists (select from context_instruments c where c.instrument_id = i.id)
    order by i.id);
  known text;
begin
  if named is null and cardinality(members) = 0 then
    select format('; there are some from %s to %s', min(p.session), max(p.session)) into known
    from portfolio_predictions p having count(*) > 0;
    raise exception 'backtest_portfolio: no instrument has a live or holdout prediction%',
      asked_range || coalesce(known, '')
      using errcode = 'no_data_found';
  elsif cardinality(members) < cardinality(named) then
    select string_agg(
             format('%s has %s', i.symbol,
                    case when p.predictions = 0 then 'no live or holdout prediction'
                    else format('%s from %s to %s', p.predictions, p.first_date, p.last_date) end),
             '; ' order by i.symbol)
    into known
    from base_instruments i
    cross join lateral (
      select count(*) as predictions, min(p.session) as first_date, max(p.session) as last_date
      from portfolio_predictions p where p.instrument_id = i.id) p
    where i.id = any (named) and i.id <> all (members);
    raise exception 'backtest_portfolio: nothing to trade%: %', asked_range, known using errcode = 'no_data_found';
  end if;
  return members;
end
$$;

revoke all on function predicted_members(integer[], date, date) from public;

-- Whom a portfolio by rank ranks: the members of one pool that it has ranks of in the range.
create or replace function ranked_members(named integer[], first_date date, last_date date)
returns integer[]
language plpgsql stable
set search_path from current
as $$
declare
  asked_range constant text := in_words(first_date, last_date);
  ranked integer[];
  pools text[];
  silent text;
begin
  select array_agg(distinct r.instrument_id order by r.instrument_id), array_agg(distinct r.pool order by r.pool)
  into ranked, pools
  from portfolio_ranks r
  where r.session between first_date and last_date
    and (r.instrument_id = any (named)
         or named is null and not exists (select from context_instruments c where c.instrument_id = r.instrument_id));
  select string_agg(i.symbol, ', ' order by i.symbol) into silent
  from base_instruments i where i.id = any (named) and i.id <> all (coalesce(ranked, '{}'));
  if silent is not null then
    raise exception 'backtest_portfolio: nothing to rank%: no live or holdout rank of %', asked_range, silent
      using errcode = 'no_data_found';
  elsif ranked is null then
    raise exception 'backtest_portfolio: no instrument has a live or holdout rank%', asked_range
      using errcode = 'no_data_found', hint = 'Ranks come with the training of a pool of at least five members.';
  elsif cardinality(pools) > 1 then
    raise exception 'backtest_portfolio: top_n ranks the members of one pool, got those of %',
      array_to_string(pools, ' and ')
      using errcode = 'invalid_parameter_value', hint = 'Name the symbols of one of them.';
  elsif cardinality(ranked) < 5 then
    raise exception 'backtest_portfolio: top_n ranks five members at least, got %', cardinality(ranked)
      using errcode = 'invalid_parameter_value',
            hint = 'Behind a training of the pool each member has its ranks from its own next run on.';
  end if;
  return ranked;
end
$$;

revoke all on function ranked_members(integer[], date, date) from public;

-- Asks for a backtest of a portfolio.
create or replace function backtest_portfolio(
  symbols text[] default null,
  max_positions integer default 10,
  weighting text default 'equal',
  threshold double precision default 0.6,
  holding_sessions integer default 7,
  transaction_cost double precision default 0.001,
  slippage double precision default 0,
  from_date date default null,
  to_date date default null,
  direction text default 'long_only',
  entry text default 'next_open',
  initial_capital numeric default 10000,
  capital_fraction double precision default 1,
  whole_shares boolean default false,
  top_n integer default null,
  drop_below integer default null)
returns ml_portfolio_backtests
language plpgsql volatile security definer
set search_path from current
as $$
declare
  first_date constant date := coalesce(from_date, '-infinity');
  last_date constant date := coalesce(to_date, 'infinity');
  named integer[];
  members integer[];
  request ml_portfolio_backtests;
begin
  perform refuse_impossible_rules(
    'backtest_portfolio', threshold, holding_sessions, transaction_cost, slippage, from_date, to_date, direction, entry,
    initial_capital, capital_fraction, whole_shares, max_positions, weighting, top_n, drop_below);
  named := portfolio_members(symbols);
  perform refuse_context(named);

  members := case when top_n is null then predicted_members(named, first_date, last_date)
                  else ranked_members(named, first_date, last_date) end;
  if top_n > cardinality(members) then
    raise exception 'backtest_portfolio: top_n must be at most the % that are ranked%, got %',
      cardinality(members), in_words(first_date, last_date), top_n
      using errcode = 'invalid_parameter_value', hint = 'The rest of the capital would lie idle.';
  end if;

  insert into ml_portfolio_backtests (
    symbols, instrument_ids, from_date, to_date, max_positions, weighting, probability_threshold, holding_sessions,
    entry, direction, transaction_cost, slippage, initial_capital, capital_fraction, whole_shares, top_n, drop_below)
  values (
    case when symbols is not null then array(select s from unnest(symbols) s order by s) end, members,
    backtest_portfolio.from_date, backtest_portfolio.to_date,
    -- As many places as are held.
    coalesce(backtest_portfolio.top_n, backtest_portfolio.max_positions),
    backtest_portfolio.weighting, threshold, backtest_portfolio.holding_sessions, backtest_portfolio.entry,
    backtest_portfolio.direction, backtest_portfolio.transaction_cost, backtest_portfolio.slippage,
    backtest_portfolio.initial_capital, backtest_portfolio.capital_fraction, backtest_portfolio.whole_shares,
    backtest_portfolio.top_n, backtest_portfolio.drop_below)
  returning * into request;
  perform enqueue_portfolio_backtest(request.id);
  return request;
end
$$;

comment on function backtest_portfolio(
  text[], integer, text, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean, integer, integer) is
  'Asks a worker to trade the predictions of many instruments (null: of all that have some and are not only context) '
  'from one account, by the given rules: live ones first as they were said, before them the holdout of the serving '
  'model, never what was said after the fact. With top_n the first of a pool by rank are held instead, and sold only '
  'when they fall below rank drop_below. Returns the row of ml_portfolio_backtests; its status says when the '
  'result is in it.';
grant execute on function backtest_portfolio(
  text[], integer, text, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean, integer, integer) to pgaugur_operator;
