-- Which models may say BUY and SELL: asked by workers when they write a prediction down, and by whoever reads one.
create or replace view model_signals as
select m.model_id, m.instrument_id, m.why_no_signals is null as signals, m.why_no_signals as why_not
from judged_models m;

comment on view model_signals is
  E'@name model_signals\n'
  '@listName modelSignals\n'
  '@primaryKey model_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName signalling\n'
  'Whether a model may say BUY and SELL today, and if not, why: gate, losses of its own holdout trades, an instrument '
  'that only serves as context.';
comment on column model_signals.model_id is '@notNull';
comment on column model_signals.instrument_id is '@notNull';
comment on column model_signals.signals is E'@notNull\nWhether its predictions may be BUY or SELL.';
comment on column model_signals.why_not is 'Why not, reasons separated by semicolons; null when they may.';

grant select on model_signals to pgaugur_reader, pgaugur_worker;
