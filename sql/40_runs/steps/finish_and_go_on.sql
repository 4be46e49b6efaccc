-- As finish_step, for a worker that would go straight on with the next step: where that is one of those it can do
-- (able), the job it holds becomes the next step's and the step is taken in the same transaction, so that short steps
-- follow each other without a way through the queue. The attempt that ends is the fence. Returns what take_step does,
-- and the step; no row when the run has ended or its next step is in a queue.
create or replace function finish_and_go_on(
  run_id bigint, step text, fence integer, output jsonb, summary text,
  job_id bigint, pool_id text, able text[], host text, version text)
returns table (
  next_step text, attempt smallint, instrument_id integer, symbol text, kind text, timeout_seconds double precision,
  last_session date, content_hash bytea, pool text)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  following constant text := finish_task(run_id, step, fence, output, summary);
begin
  if following is null then
    return;
  end if;
  if following = any (able) then
    begin
      if keep_graphile_job(job_id, pool_id, run_id, step, following) then
        return query select following, t.* from take_step(run_id, following, host, version) t;
        return;
      end if;
    exception when others then
      -- What refuses the next step, as it does a worker of another version, is no failure of this one. It is refused
      -- again when it is taken from its queue, and that attempt keeps the error; what is not, only the log tells.
      raise log 'step % of run % goes through its queue: % (%)', following, run_id, sqlerrm, sqlstate;
    end;
  end if;
  perform enqueue_step(following, array[run_id]);
end
$$;

grant execute on function finish_and_go_on(bigint, text, integer, jsonb, text, bigint, text, text[], text, text)
  to pgaugur_worker;
