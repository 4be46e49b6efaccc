-- The rule of src/predictions/signal.ts: BUY at or above the threshold and above the base rate, SELL at or below the
-- threshold's mirror and below the base rate. Always HOLD for a model that may not signal (view model_signals).
create or replace function trading_signal(
  signals boolean, probability double precision, threshold double precision, base_rate double precision)
returns text
language sql immutable
set search_path from current
as $$
  select case
           when signals is not true then 'HOLD'
           -- Where the base rate is not known, one half is assumed.
           when probability >= threshold and probability > coalesce(base_rate, 0.5) then 'BUY'
           when probability <= 1 - threshold and probability < coalesce(base_rate, 0.5) then 'SELL'
           else 'HOLD'
         end
$$;

comment on function trading_signal(boolean, double precision, double precision, double precision) is
  E'@behavior -*\nBUY, SELL or HOLD, by a probability, the policy''s threshold and the base rate.';
grant execute on function trading_signal(boolean, double precision, double precision, double precision)
  to pgaugur_reader, pgaugur_worker;
