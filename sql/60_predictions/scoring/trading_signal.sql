-- The rule of src/predictions/signal.ts: BUY at or above the threshold, SELL at or below its mirror, always HOLD for a
-- model without a passed gate.
create or replace function trading_signal(gate_passed boolean, probability double precision, threshold double precision)
returns text
language sql immutable
set search_path from current
as $$
  select case
           when gate_passed is not true then 'HOLD'
           when probability >= threshold then 'BUY'
           when probability <= 1 - threshold then 'SELL'
           else 'HOLD'
         end
$$;

revoke all on function trading_signal(boolean, double precision, double precision) from public;
