-- Hosts and stacks: what readers of the tasks need not know.

grant select on ml_task_traces to pgaugur_operator, pgaugur_worker;
