-- Which migrations were applied.

grant select on pgaugur_migrations to pgaugur_worker;
