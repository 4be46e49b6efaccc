comment on table external_predictions is
  'What other programs forecast, as they said it: insert (model, symbol, session, probability). Rows stay as they are; '
  'each becomes a prediction of a model of that name.';
comment on column external_predictions.model is 'Name of the model, as its makers call it.';
comment on column external_predictions.exchange is
  'Market identifier code of the exchange, where several list the symbol.';
comment on column external_predictions.session is
  'The session after whose close it is said: will the close seven sessions later be higher?';
comment on column external_predictions.probability is
  'Probability in [0, 1] that the close seven sessions ahead is higher.';
comment on column external_predictions.origin is
  'live: committed before the open of the session after its own; claim: later. By the database''s clock.';
comment on column external_predictions.inserted_at is 'When it was committed, by the database''s clock.';
comment on constraint an_external_model_speaks_once_of_a_session on external_predictions is '@behavior -single';

call name_relation('external_predictions', 'instrument_id', 'instrument', 'externalPredictions');

grant select on external_predictions to pgaugur_reader, pgaugur_worker;
grant insert (model, symbol, exchange, session, probability) on external_predictions to pgaugur_operator;
