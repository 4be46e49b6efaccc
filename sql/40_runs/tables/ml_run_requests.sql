-- What a transaction asks for, until it commits: rows for whoever inserts prices, by triggers.

revoke all on ml_run_requests from public;
