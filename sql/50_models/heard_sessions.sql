-- The newest session that a model which is heard has spoken of, of each instrument: by the index of instrument and
-- session a few rows, however many models have served before. And the newest session with prices since then, which is
-- nearly always the same one: so who has looked for it knows that the prediction's session is still there.
create or replace view heard_sessions as
select i.id as instrument_id, heard.session, heard.newest_session
from base_instruments i
left join lateral (
  select heard.session, heard.newest_session
  from last_weeks_first look
  cross join lateral (
    select p.prediction_date as session, newest.session as newest_session
    from ml_predictions p
    -- Both tables, as in newest_sessions: by index, and from a session on, because one that is asked for all of an
    -- instrument reads a page of them.
    cross join lateral (
      select greatest((select max(b.trading_date_local) from stock_prices b
                       where b.stock_id = i.id and b.trading_date_local >= p.prediction_date),
                      (select max(b.trading_date_local) from index_prices b
                       where b.index_id = i.id and b.trading_date_local >= p.prediction_date)) as session
      offset 0) newest
    where p.instrument_id = i.id and p.prediction_date >= look.since
      -- Joined, models would be kept at hand for an instrument's next prediction, which is not read.
      and (select m.status in ('active', 'testing', 'deprecated') and m.scope <> 'external'
           from ml_models m where m.id = p.model_id)
      -- A prediction whose session was deleted is nobody's latest.
      and (newest.session = p.prediction_date
           or (bar_of(i.id, p.prediction_date, null::price_bars)).trading_date is not null)
    order by p.prediction_date desc
    limit 1) heard
  limit 1) heard on true;

revoke all on heard_sessions from public;
