-- What a transaction asks for, until it commits: rows for whoever inserts prices, by triggers. Of one that could not
-- ask they stay a moment longer (open_left_requests).

revoke all on ml_run_requests from public;
