-- Workers say their version when they take a step: take_step, in sql/. No old name stays, so that workers that do not are
-- refused at once.
drop function if exists start_step(bigint, text, text);
