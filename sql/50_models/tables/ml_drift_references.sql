-- What drift is measured against: the training range of a model.

grant select on ml_drift_references to pgaugur_worker;
grant insert, update, delete on ml_drift_references to pgaugur_worker;
