-- How time zone and trading hours reach exchanges. What an exchange says itself stays: hours are local, so they are
-- taken over into the same time zone only.

-- An exchange appears, or says which one it is.
create or replace function take_over_hours() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  former known_exchanges;
  hours known_exchanges;
begin
  select k.* into hours from known_exchanges k where k.mic_code = calendar_code(new.mic_code);
  if tg_op = 'UPDATE' then
    select k.* into former from known_exchanges k where k.mic_code = calendar_code(old.mic_code);
    if former.mic_code is distinct from hours.mic_code
      and (new.timezone, new.market_close) = (former.timezone, former.market_close)
    then
      new.timezone := null;
      new.market_open := null;
      new.market_close := null;
    end if;
  end if;
  if hours.timezone is not null then
    new.timezone := coalesce(new.timezone, hours.timezone);
    if new.timezone = hours.timezone then
      new.market_open := coalesce(new.market_open, hours.market_open);
      new.market_close := coalesce(new.market_close, hours.market_close);
    end if;
  end if;
  return new;
end
$$;

revoke all on function take_over_hours() from public;

create or replace trigger take_over_hours before insert or update of mic_code on exchanges
  for each row execute function take_over_hours();

-- An exchange becomes known, by a code or a name: those that are there already have its hours and, by a name that is
-- new, its calendar.
create or replace function carry_hours_to_exchanges() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  insert into exchange_holidays (exchange_id, holiday_date, name)
  select e.id, c.holiday_date, c.name
  from exchanges e
  cross join lateral (select regexp_replace(upper(e.mic_code), '[^A-Z0-9]', '', 'g') as code) given
  join exchange_calendars c on c.mic_code = new.mic_code
  where e.mic_code <> new.mic_code and given.code = any (new.also_called || new.mic_code::text)
    and (tg_op = 'INSERT' or given.code <> all (old.also_called || old.mic_code::text))
  on conflict do nothing;
  update exchanges e
  set timezone = new.timezone, market_open = coalesce(e.market_open, new.market_open),
      market_close = coalesce(e.market_close, new.market_close)
  where calendar_code(e.mic_code) = new.mic_code and coalesce(e.timezone, new.timezone) = new.timezone
    and (e.timezone is null or e.market_open is null or e.market_close is null);
  return null;
end
$$;

revoke all on function carry_hours_to_exchanges() from public;

create or replace trigger carry_to_exchanges after insert or update on known_exchanges
  for each row execute function carry_hours_to_exchanges();
