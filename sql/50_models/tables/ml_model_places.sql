comment on table ml_model_places is
  E'@behavior -*\nWhich place a model had in the registry, from when on; kept by a trigger on ml_models.';
comment on column ml_model_places.status is 'Stage of the model from then on.';
comment on column ml_model_places.is_production is 'Whether it was in production from then on.';
comment on column ml_model_places.since is 'When it came to that place.';
comment on column ml_model_places.is_reconstructed is
  'Whether it was read from the dates of the last deployment and replacement, which hide those before.';

grant select on ml_model_places to pgaugur_reader, pgaugur_worker;
