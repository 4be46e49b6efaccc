-- The instrument that somebody means by a symbol, and what is near when there is none.

-- Damerau's distance, as optimal string alignment (no letters change places over one that was edited), by Wagner and
-- Fischer's table of which three rows are kept. Two letters in the wrong order are the commonest slip.
create or replace function edit_distance(one text, other text)
returns integer
language plpgsql immutable
set search_path from current
as $$
declare
  this_row integer[] := array(select generate_series(0, length(other)));
  row_above integer[];
  row_above_that integer[];
begin
  if length(one) > 1000 or length(other) > 1000 then
    raise exception 'edit_distance: compares texts of at most 1000 letters, got % and %', length(one), length(other)
      using errcode = 'program_limit_exceeded';
  end if;
  for i in 1 .. length(one) loop
    row_above_that := row_above;
    row_above := this_row;
    this_row[1] := i;
    for j in 1 .. length(other) loop
      this_row[j + 1] := least(row_above[j + 1] + 1, this_row[j] + 1,
                               row_above[j] + (substr(one, i, 1) <> substr(other, j, 1))::integer);
      if i > 1 and j > 1 and substr(one, i - 1, 2) = substr(other, j, 1) || substr(other, j - 1, 1) then
        this_row[j + 1] := least(this_row[j + 1], row_above_that[j - 1] + 1);
      end if;
    end loop;
  end loop;
  return this_row[length(other) + 1];
end
$$;

comment on function edit_distance(text, text) is
  E'@behavior -*\n'
  'How many letters have to be added, taken away, changed or swapped with the next to make one text of the other.';
grant execute on function edit_distance(text, text) to pgaugur_reader, pgaugur_worker;

-- Symbols somebody may have meant: the same but for case and punctuation, then those that differ in a letter or in two
-- that changed places, or begin alike. At most five.
create or replace function similar_symbols(symbol text)
returns text[]
language sql stable
set search_path from current
as $$
  select array_agg(near.symbol order by near.distance, near.difference, near.symbol)
  from (
    select distinct i.symbol, d.distance, abs(length(t.known) - length(t.wanted)) as difference
    from base_instruments i
    cross join lateral (
      select regexp_replace(upper(i.symbol), '[^A-Z0-9]', '', 'g') as known,
             regexp_replace(upper(similar_symbols.symbol), '[^A-Z0-9]', '', 'g') as wanted) t
    cross join lateral (
      select case
        when t.known = t.wanted then 0
        when length(t.wanted) > 1 and abs(length(t.known) - length(t.wanted)) <= 1
          and edit_distance(t.known, t.wanted) = 1 then 1
        when length(t.wanted) > 1
          and (t.known like t.wanted || '%' or (length(t.known) > 1 and t.wanted like t.known || '%')) then 2
      end as distance) d
    where d.distance is not null
      -- No symbol is longer than 50 letters, and a text of thousands is near none.
      and length(similar_symbols.symbol) <= 200
    order by d.distance, difference, i.symbol
    limit 5) near
$$;

comment on function similar_symbols(text) is
  E'@behavior -*\nUp to five symbols of instruments that somebody may have meant, closest first.';
grant execute on function similar_symbols(text) to pgaugur_reader, pgaugur_worker;

-- The instruments that a name means: those of a symbol, or the one of SYMBOL@MIC, by which it goes where several have
-- the symbol; one without an exchange by SYMBOL@id. Null where there is none.
create or replace function instruments_named(named text)
returns integer[]
language sql stable
set search_path from current
as $$
  select coalesce(
    (select array_agg(i.id order by i.id) from base_instruments i where i.symbol = named),
    (select array_agg(i.id order by i.id)
     from base_instruments i left join exchanges e on e.id = i.exchange_id
     where named ~ '.@.' and i.symbol = regexp_replace(named, '@[^@]*$', '')
       and coalesce(e.mic_code, i.id::text) = exchange_code(regexp_replace(named, '^.*@', ''))))
$$;

comment on function instruments_named(text) is
  E'@behavior -*\nThe ids of the instruments that a name means: a symbol, or SYMBOL@MIC; null where there is none.';
grant execute on function instruments_named(text) to pgaugur_reader, pgaugur_worker;

-- What to call each instrument, so that instruments_named means it alone.
create or replace function instrument_names()
returns table (instrument_id integer, name text)
language sql stable
set search_path from current
as $$
  select i.id, case when count(*) over (partition by i.symbol) = 1 then i.symbol
                    else i.symbol || '@' || coalesce(e.mic_code, i.id::text) end
  from base_instruments i left join exchanges e on e.id = i.exchange_id
$$;

comment on function instrument_names() is
  E'@behavior -*\nWhat to call each instrument: its symbol, or SYMBOL@MIC where several have it.';
grant execute on function instrument_names() to pgaugur_reader, pgaugur_worker;

-- The instrument of a symbol, where the exchange (its MIC code, or a name it is known by) has to be named only if two
-- list the symbol: as an argument, or within the name, as SYMBOL@MIC.
create or replace function instrument_of(symbol text, exchange text default null)
returns integer
language plpgsql stable
set search_path from current
as $$
declare
  ids integer[];
  places text[];
  near text[];
begin
  if exchange is null then
    ids := instruments_named(symbol);
  else
    select array_agg(i.id order by i.id) into ids
    from base_instruments i join exchanges e on e.id = i.exchange_id
    where i.symbol = instrument_of.symbol and e.mic_code = exchange_code(instrument_of.exchange);
  end if;

  if cardinality(ids) = 1 then
    return ids[1];
  elsif ids is not null then
    select array_agg(coalesce(e.mic_code, 'no exchange') order by i.id) into places
    from base_instruments i left join exchanges e on e.id = i.exchange_id
    where i.id = any (ids);
    raise exception 'symbol "%" is listed at %: name the exchange', symbol, array_to_string(places, ' and ')
      using errcode = 'ambiguous_parameter',
            hint = format('For example %s',
                          (select string_agg(n.name, ' or ' order by n.instrument_id) from instrument_names() n
                           where n.instrument_id = any (ids)));
  end if;

  select array_agg(coalesce(e.mic_code, 'no exchange') order by i.id) into places
  from base_instruments i left join exchanges e on e.id = i.exchange_id
  where i.symbol = instrument_of.symbol;
  if places is not null then
    raise exception 'symbol "%" is not listed at "%", but at %', symbol, exchange, array_to_string(places, ' and ')
      using errcode = 'no_data_found';
  end if;
  if symbol is null then
    raise exception 'an instrument needs a symbol, got null' using errcode = 'null_value_not_allowed';
  end if;
  near := similar_symbols(symbol);
  raise exception 'no instrument with symbol "%"%', symbol,
    coalesce(': did you mean ' || array_to_string(near, ', ') || '?', '')
    using errcode = 'no_data_found';
end
$$;

comment on function instrument_of(text, text) is
  E'@behavior -*\n'
  'The id of the instrument with a symbol, or of SYMBOL@MIC. An error names close matches, or the exchanges that list '
  'the symbol.';
grant execute on function instrument_of(text, text) to pgaugur_reader, pgaugur_worker;
