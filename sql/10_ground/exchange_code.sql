-- By which code somebody means an exchange.

-- The code of an exchange that is known by a name, whatever its case and punctuation; of another the name itself.
create or replace function calendar_code(exchange text)
returns text
language plpgsql stable
set search_path from current
as $$
begin
  return coalesce(
    (select k.mic_code
     from known_exchanges k
     cross join lateral (select regexp_replace(upper(exchange), '[^A-Z0-9]', '', 'g') as text) name
     where name.text = k.mic_code or name.text = any (k.also_called)
     order by name.text = k.mic_code desc
     limit 1),
    exchange);
end
$$;

comment on function calendar_code(text) is
  E'@behavior -*\nThe market identifier code of an exchange that is known by this name: NYSE is XNYS.';
grant execute on function calendar_code(text) to pgaugur_reader, pgaugur_worker;

-- As it stands where there is an exchange of that code: whoever made it calls it so.
create or replace function exchange_code(exchange text)
returns text
language plpgsql stable
set search_path from current
as $$
begin
  if exists (select from exchanges e where e.mic_code = exchange) then
    return exchange;
  end if;
  return calendar_code(exchange);
end
$$;

comment on function exchange_code(text) is
  E'@behavior -*\nThe code by which an exchange is or would be stored: NYSE is XNYS, unless there is one called NYSE.';
grant execute on function exchange_code(text) to pgaugur_reader, pgaugur_worker;
