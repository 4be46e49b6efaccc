-- The live record, kept by triggers; the view track_record reads it.

grant select on ml_track_record to pgaugur_worker;
