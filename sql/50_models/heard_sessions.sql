-- The newest session that a model which is heard has spoken of, of each instrument: by the index of instrument and
-- session a few rows, however many models have served before.
create or replace view heard_sessions as
select i.id as instrument_id, (
  select heard.session
  from last_weeks_first look
  cross join lateral (
    select p.prediction_date as session
    from ml_predictions p
    join ml_models m on m.id = p.model_id
    where p.instrument_id = i.id and p.prediction_date >= look.since
      and m.status in ('active', 'testing', 'deprecated') and m.scope <> 'external'
      -- A prediction whose session was deleted is nobody's latest. Both tables are asked by themselves: price_bars
      -- would merge them, which takes twice as long. And not with exists, which would read them as a whole once.
      and coalesce((select true from stock_prices b
                    where b.stock_id = p.instrument_id and b.trading_date_local = p.prediction_date
                    limit 1),
                   (select true from index_prices b
                    where b.index_id = p.instrument_id and b.trading_date_local = p.prediction_date
                    limit 1), false)
    order by p.prediction_date desc
    limit 1) heard
  limit 1) as session
from base_instruments i;

revoke all on heard_sessions from public;
