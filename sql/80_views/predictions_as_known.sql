-- latest_predictions as it read at a time: by the models that served then, before later corrections. What is not kept
-- by time (whether it was usable, prices that are deleted, predictions that were pruned) is not guessed.
create or replace function predictions_as_known(
  known_at timestamptz,
  out instrument_id integer, out symbol text, out prediction_id bigint, out session date, out target_date date,
  out probability double precision, out trading_signal text, out said_at timestamptz, out origin text,
  out model_id bigint, out model_name text, out is_production boolean, out not_known text)
returns setof record
language plpgsql stable
set search_path from current
as $$
begin
  if known_at is null or known_at > statement_timestamp() then
    raise exception 'predictions_as_known: what is known at % cannot be told before then',
      coalesce(known_at::text, 'null') using errcode = 'invalid_parameter_value';
  end if;
  return query
  with spoken as materialized (
    select distinct on (p.instrument_id) p.*, place.is_production as served_in_production,
           place.is_reconstructed
    from ml_predictions p
    join ml_models ours on ours.id = p.model_id and ours.scope <> 'external'
    cross join lateral (
      select k.* from ml_model_places k
      where k.model_id = p.model_id and k.since <= predictions_as_known.known_at
      order by k.since desc, k.id desc
      limit 1) place
    where p.created_at <= predictions_as_known.known_at and place.status in ('active', 'testing', 'deprecated')
    -- As in serving_models.
    order by p.instrument_id, p.prediction_date desc, place.status <> 'deprecated' desc, place.is_production desc,
             place.since desc, p.model_id desc)
  select i.id, i.symbol::text, s.id, s.prediction_date, s.target_date,
         case when first_said.counts then s.first_probability else s.prediction_probability end,
         case when first_said.counts then s.first_signal else s.trading_signal end::text,
         s.created_at, s.origin, s.model_id, m.model_name::text, s.served_in_production,
         nullif(concat_ws('; ',
           case when s.is_reconstructed then
             'which model served then is read from the last deployment and replacement of each' end,
           case when s.first_probability is not null and s.corrected_at is null then
                  'corrected prices replaced it at a time that is not stored: this is what it said first'
                when first_said.counts and s.corrections > 1 then
                  format('corrected prices replaced it %s times, the last on %s: this is what it said first',
                         s.corrections, (s.corrected_at at time zone 'UTC')::date) end), '')
  from spoken s
  join base_instruments i on i.id = s.instrument_id
  join ml_models m on m.id = s.model_id
  cross join lateral (
    select s.first_probability is not null
           and (s.corrected_at is null or s.corrected_at > predictions_as_known.known_at) as counts) first_said
  order by i.symbol, i.id;
end
$$;

comment on function predictions_as_known(timestamptz) is
  E'@column instrument_id The instrument.\n'
  '@column symbol Its symbol.\n'
  '@column prediction_id The prediction that was the newest of the serving model.\n'
  '@column session The session after whose close it was made.\n'
  '@column target_date The seventh session after it, as it is known today.\n'
  '@column probability Probability that the close seven sessions ahead is higher, as it was said at that time.\n'
  '@column trading_signal BUY, HOLD or SELL, as it was said at that time.\n'
  '@column said_at When the prediction was written.\n'
  '@column origin holdout, live, hindsight or backfill.\n'
  '@column model_id The model that served then.\n'
  '@column model_name Its name.\n'
  '@column is_production Whether it was in production then.\n'
  '@column not_known What about this row cannot be told from what is stored; null when nothing.\n'
  'What latest_predictions said at a time, of each instrument: by the model that served then, before later '
  'corrections of prices. Whether a prediction was usable then, and what has been deleted since, is not kept.';
grant execute on function predictions_as_known(timestamptz) to pgaugur_reader, pgaugur_worker;
