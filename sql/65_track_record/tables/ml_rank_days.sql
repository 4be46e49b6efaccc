-- The live record of ranks, kept by settle_ranks; the view daily_rank_ics reads it.

grant select on ml_rank_days to pgaugur_worker;
