-- Worker processes that have announced themselves.

grant select on ml_worker_pools to pgaugur_operator, pgaugur_worker;
