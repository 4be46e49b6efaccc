-- What was said to whoever listened, and when it could be acted on.

alter table ml_predictions
  -- The session at whose open the prediction can first be acted on, by the exchange's calendar. Null where that was past
  -- when it was made (holdout), and of predictions made before this was kept.
  add column entry_date date,
  -- What a live prediction said first, where corrected prices have replaced it since; null while it stands.
  add column first_probability double precision,
  add column first_class boolean,
  add column first_signal varchar(10),
  add constraint entry_follows_its_session check (entry_date > prediction_date),
  add constraint valid_first_probability check (first_probability between 0 and 1),
  add constraint first_said_as_a_whole check (num_nulls(first_probability, first_class, first_signal) in (0, 3));
