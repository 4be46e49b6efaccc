-- Writes down the places of days that nothing more is likely to be said of: of so many days, newest first. Rows that
-- are being said anew meanwhile stay without, and with them their day stays open.
-- Returns how many rows were placed; 0 when nothing is left to be done.
create or replace function place_ranks(days integer default 20)
returns integer
language sql volatile security definer
set search_path from current
as $$
  with over as materialized (
    select distinct p.rank_model_id, p.session, p.origin
    from ml_relative_predictions p
    where p.rank is null and p.session < (statement_timestamp() at time zone 'UTC')::date - 2
    order by p.session desc, p.rank_model_id, p.origin
    limit place_ranks.days
  ),
  placed as (
    update ml_relative_predictions p
    set standing = o.standing, rank = o.rank, ranked = o.ranked, by_both = o.by_both
    from over d
    cross join lateral (
      select u.* from counted_places u
      where u.rank_model_id = d.rank_model_id and u.session = d.session and u.origin = d.origin
      offset 0) o
    where p.rank_model_id = o.rank_model_id and p.session = o.session and p.instrument_id = o.instrument_id
      and p.relative_probability = o.relative_probability and p.raw_score is not distinct from o.raw_score
      and p.origin = o.origin
      and (p.standing, p.rank, p.ranked, p.by_both) is distinct from (o.standing, o.rank, o.ranked, o.by_both)
    returning p.session
  )
  select count(*)::integer from placed
$$;

grant execute on function place_ranks(integer) to pgaugur_worker;

-- What is said anew has no place yet, whoever says it.
create or replace function forget_place() returns trigger
language plpgsql
set search_path from current
as $$
begin
  new.standing := null;
  new.rank := null;
  new.ranked := null;
  new.by_both := null;
  return new;
end
$$;

revoke all on function forget_place() from public;

create or replace trigger said_anew_has_no_place
  before update on ml_relative_predictions
  for each row
  when ((old.relative_probability, old.raw_score, old.origin)
        is distinct from (new.relative_probability, new.raw_score, new.origin))
  execute function forget_place();
