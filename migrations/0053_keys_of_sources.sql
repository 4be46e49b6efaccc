-- How many of a source's keys are instruments: a key that is none is about nobody, and that was said nowhere.
alter table ml_feature_sources
  add column keys_matched integer,
  add column keys_unmatched integer,
  add column first_unmatched text[],
  add column keys_counted_at timestamptz;
