create or replace view signals_today as
select p.instrument_id, p.symbol, p.trading_signal, p.prediction_probability, p.base_rate, p.signal_strength,
       p.prediction_date, p.target_date, close.close_price, p.prediction_id, p.model_id, p.model_name, p.test_roc_auc,
       t.predictions as live_predictions, t.hit_rate as live_hit_rate, t.hit_rate_interval as live_hit_rate_interval,
       p.training_base_rate
from latest_predictions p
join lateral (
  select b.close_price from price_bars b
  where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date) close on true
left join ml_track_record t
  on t.instrument_id = p.instrument_id and t.model_id = p.model_id and t.window_sessions is null
where p.usable and p.trading_signal in ('BUY', 'SELL')
order by p.signal_strength desc, p.symbol;

comment on view signals_today is
  E'@name signal_today\n'
  '@listName signalsToday\n'
  '@primaryKey instrument_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName signalToday\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*\n'
  '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@backwardBehavior -*\n'
  'BUY and SELL signals that may be acted on now, strongest first: those of the newest session, by a model that passed '
  'the gate and did not lose on its holdout, with nothing that speaks against them. What is left out, and why, is in '
  '`latest_predictions`.';
comment on column signals_today.trading_signal is E'@notNull\nBUY or SELL.';
comment on column signals_today.prediction_probability is
  E'@notNull\nProbability in [0, 1] that the close seven sessions ahead is higher.';
comment on column signals_today.base_rate is
  'Share of the model''s test sessions that were followed by a higher close.';
comment on column signals_today.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column signals_today.prediction_date is
  E'@notNull\nThe session after whose close the signal is known: it can be traded from the next open on.';
comment on column signals_today.target_date is E'@notNull\nThe session at whose close the position ends.';
comment on column signals_today.close_price is 'Close of the session the signal was made after.';
comment on column signals_today.test_roc_auc is 'ROC-AUC of the model on its test range.';
comment on column signals_today.live_predictions is 'Live predictions of the model whose outcome is known.';
comment on column signals_today.live_hit_rate is 'Share of them that were right.';
comment on column signals_today.live_hit_rate_interval is 'Its interval.';
call describe_other_columns(
  'signals_today', as_in => '{ml_predictions, ml_models}',
  not_null => '{instrument_id, symbol, prediction_id, model_id}');

grant select on signals_today to pgaugur_reader, pgaugur_worker;
