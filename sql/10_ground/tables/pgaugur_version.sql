-- The version that sql/ was applied from: workers compare theirs with it.

grant select on pgaugur_version to pgaugur_operator, pgaugur_worker;
