-- Models as bytes, by their SHA-256. Nobody reads them but workers.

grant select on ml_model_artifacts to pgaugur_worker;
grant insert, update, delete on ml_model_artifacts to pgaugur_worker;
