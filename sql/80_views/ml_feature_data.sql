-- Generated from the feature registry (src/features) by: npm run dump

create or replace view ml_feature_data as
select m.id as model_id, f.instrument_id, f.trading_date,
       extract(epoch from f.trading_date)::bigint as trading_date_epoch,
       (bar_of(f.instrument_id, f.trading_date, null::price_bars)).open_price,
       (bar_of(f.instrument_id, f.trading_date, null::price_bars)).high_price,
       (bar_of(f.instrument_id, f.trading_date, null::price_bars)).low_price,
       (bar_of(f.instrument_id, f.trading_date, null::price_bars)).close_price,
       (bar_of(f.instrument_id, f.trading_date, null::price_bars)).volume,
       v.values[p.year]::integer as year,
       v.values[p.month]::integer as month,
       v.values[p.weekday]::integer as weekday,
       v.values[p.quarter]::integer as quarter,
       v.values[p.day_of_year]::integer as day_of_year,
       v.values[p.week_of_year]::integer as week_of_year,
       v.values[p.is_month_end]::integer::boolean as is_month_end,
       v.values[p.rsi_14] as rsi_14,
       v.values[p.macd_line] as macd_line,
       v.values[p.macd_signal] as macd_signal,
       v.values[p.macd_histogram] as macd_histogram,
       v.values[p.bollinger_upper] as bollinger_upper,
       v.values[p.bollinger_lower] as bollinger_lower,
       v.values[p.bollinger_percent] as bollinger_percent,
       v.values[p.sma_5] as sma_5,
       v.values[p.sma_10] as sma_10,
       v.values[p.sma_20] as sma_20,
       v.values[p.sma_50] as sma_50,
       v.values[p.ema_12] as ema_12,
       v.values[p.ema_26] as ema_26,
       v.values[p.stoch_k] as stoch_k,
       v.values[p.stoch_d] as stoch_d,
       v.values[p.williams_r] as williams_r,
       v.values[p.atr_14] as atr_14,
       v.values[p.adx_14] as adx_14,
       v.values[p.cci_20] as cci_20,
       v.values[p.roc_10] as roc_10,
       v.values[p.volume_sma_5] as volume_sma_5,
       v.values[p.volume_sma_10] as volume_sma_10,
       v.values[p.volume_sma_20] as volume_sma_20,
       v.values[p.volume_ratio_5d] as volume_ratio_5d,
       v.values[p.volume_ratio_10d] as volume_ratio_10d,
       v.values[p.returns_1d] as returns_1d,
       v.values[p.returns_3d] as returns_3d,
       v.values[p.returns_7d] as returns_7d,
       v.values[p.growth_1d] as growth_1d,
       v.values[p.growth_3d] as growth_3d,
       v.values[p.growth_7d] as growth_7d,
       -- Written as json and parsed, because jsonb_object_agg takes twice as long; "unnest" in the select list hands on
       -- row by row, where one in "from" would be stored first.
       (select json_object_agg(a.name, v.values[a.position])::jsonb
        from (select unnest(p.additional_names) as name, unnest(p.additional_positions) as position) a
        -- An index that is not there is not mentioned.
        where v.values[a.position] is not null or a.name !~ '^index_[0-9]+_') as additional_features,
       (label_of(f.instrument_id, f.trading_date, 7)).target,
       (label_of(f.instrument_id, f.trading_date, 7)).growth as growth_future_7d,
       f.completeness as feature_completeness,
       f.quality_score as data_quality_score,
       p.feature_set_version,
       f.computed_at as created_at
from ml_models m
-- Where the named features are, worked out once per model ("offset 0" keeps it from being done again for every row).
cross join lateral (
  select id as feature_set_id, version as feature_set_version,
         array_position(feature_names, 'year') as year,
         array_position(feature_names, 'month') as month,
         array_position(feature_names, 'weekday') as weekday,
         array_position(feature_names, 'quarter') as quarter,
         array_position(feature_names, 'day_of_year') as day_of_year,
         array_position(feature_names, 'week_of_year') as week_of_year,
         array_position(feature_names, 'is_month_end') as is_month_end,
         array_position(feature_names, 'rsi_14') as rsi_14,
         array_position(feature_names, 'macd') as macd_line,
         array_position(feature_names, 'macd_signal') as macd_signal,
         array_position(feature_names, 'macd_hist') as macd_histogram,
         array_position(feature_names, 'bollinger_upper') as bollinger_upper,
         array_position(feature_names, 'bollinger_lower') as bollinger_lower,
         array_position(feature_names, 'bollinger_percent') as bollinger_percent,
         array_position(feature_names, 'sma_5') as sma_5,
         array_position(feature_names, 'sma_10') as sma_10,
         array_position(feature_names, 'sma_20') as sma_20,
         array_position(feature_names, 'sma_50') as sma_50,
         array_position(feature_names, 'ema_12') as ema_12,
         array_position(feature_names, 'ema_26') as ema_26,
         array_position(feature_names, 'stoch_k') as stoch_k,
         array_position(feature_names, 'stoch_d') as stoch_d,
         array_position(feature_names, 'williams_r') as williams_r,
         array_position(feature_names, 'atr') as atr_14,
         array_position(feature_names, 'adx') as adx_14,
         array_position(feature_names, 'cci_20') as cci_20,
         array_position(feature_names, 'roc_10') as roc_10,
         array_position(feature_names, 'volume_ma_5') as volume_sma_5,
         array_position(feature_names, 'volume_ma_10') as volume_sma_10,
         array_position(feature_names, 'volume_ma_20') as volume_sma_20,
         array_position(feature_names, 'volume_ratio_5d') as volume_ratio_5d,
         array_position(feature_names, 'volume_ratio_10d') as volume_ratio_10d,
         array_position(feature_names, 'daily_return') as returns_1d,
         array_position(feature_names, 'returns_3d') as returns_3d,
         array_position(feature_names, 'returns_7d') as returns_7d,
         array_position(feature_names, 'growth_1d') as growth_1d,
         array_position(feature_names, 'growth_3d') as growth_3d,
         array_position(feature_names, 'growth_7d') as growth_7d,
         additional.names as additional_names, additional.positions as additional_positions
  from ml_feature_sets s
  cross join additional_features(
    s.feature_names,
    array[
      'year', 'month', 'weekday', 'quarter', 'day_of_year', 'week_of_year', 'is_month_end', 'rsi_14', 'macd',
      'macd_signal', 'macd_hist', 'bollinger_upper', 'bollinger_lower', 'bollinger_percent', 'sma_5', 'sma_10',
      'sma_20', 'sma_50', 'ema_12', 'ema_26', 'stoch_k', 'stoch_d', 'williams_r', 'atr', 'adx', 'cci_20', 'roc_10',
      'volume_ma_5', 'volume_ma_10', 'volume_ma_20', 'volume_ratio_5d', 'volume_ratio_10d', 'daily_return',
      'returns_3d', 'returns_7d', 'growth_1d', 'growth_3d', 'growth_7d']) additional
  where s.id = m.feature_set_id
  offset 0) p
join features f
  on f.instrument_id = m.instrument_id and f.feature_set_id = m.feature_set_id
 and f.trading_date >= m.training_start_date
-- A row of this length may be stored compressed or elsewhere. Joined with nothing it is in memory once, and not fetched
-- again for each of its values.
cross join lateral (select f.values || '{}'::double precision[] as values offset 0) v;
-- Generated until here.

comment on view ml_feature_data is
  E'@primaryKey model_id,trading_date\n'
  '@foreignKey (instrument_id) references base_instruments (id)|'
  '@fieldName instrument|@foreignFieldName mlFeatureData\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName mlFeatureData\n'
  'The rows a model was trained and scored on: bar, features and targets. Features without a column of their own are '
  'keys of additional_features; target is null while the seventh session is still to come. Prices are null where a bar '
  'was deleted and the features have not followed yet.';
comment on column ml_feature_data.trading_date is E'@notNull\nThe session after whose close the features are known.';
comment on column ml_feature_data.trading_date_epoch is 'Midnight UTC of the session, in seconds since 1970-01-01.';
comment on column ml_feature_data.year is 'Calendar year of the session.';
comment on column ml_feature_data.month is 'Month of the session, 1 to 12.';
comment on column ml_feature_data.quarter is 'Quarter of the session, 1 to 4.';
comment on column ml_feature_data.day_of_year is 'Day of the year, from 1.';
comment on column ml_feature_data.weekday is 'Monday is 0, Friday is 4.';
comment on column ml_feature_data.week_of_year is 'ISO 8601 week, 1 to 53.';
comment on column ml_feature_data.is_month_end is 'Whether it is the month''s last session.';
comment on column ml_feature_data.rsi_14 is 'Relative strength index of 14 closes, in [0, 100].';
comment on column ml_feature_data.macd_line is 'MACD 12/26 of the close.';
comment on column ml_feature_data.macd_signal is '9-session signal line of the MACD.';
comment on column ml_feature_data.macd_histogram is 'MACD minus its signal line.';
comment on column ml_feature_data.bollinger_upper is 'Mean of 20 closes plus two standard deviations.';
comment on column ml_feature_data.bollinger_lower is 'Mean of 20 closes minus two standard deviations.';
comment on column ml_feature_data.bollinger_percent is
  'Place of the close between the bands: 0 on the lower, 1 on the upper.';
comment on column ml_feature_data.sma_5 is 'Mean of 5 closes.';
comment on column ml_feature_data.sma_10 is 'Mean of 10 closes.';
comment on column ml_feature_data.sma_20 is 'Mean of 20 closes.';
comment on column ml_feature_data.sma_50 is 'Mean of 50 closes.';
comment on column ml_feature_data.ema_12 is 'Exponentially weighted mean of the closes, span 12.';
comment on column ml_feature_data.ema_26 is 'Exponentially weighted mean of the closes, span 26.';
comment on column ml_feature_data.stoch_k is 'Slow stochastic %K (5, 3, 3), in [0, 100].';
comment on column ml_feature_data.stoch_d is 'Slow stochastic %D (5, 3, 3), in [0, 100].';
comment on column ml_feature_data.williams_r is 'Williams %R of 14 sessions, in [-100, 0].';
comment on column ml_feature_data.atr_14 is 'Average true range of 14 sessions, in the trading currency.';
comment on column ml_feature_data.adx_14 is 'Average directional index of 14 sessions, in [0, 100].';
comment on column ml_feature_data.cci_20 is 'Commodity channel index of 20 sessions.';
comment on column ml_feature_data.roc_10 is 'Change of the close over 10 sessions, in percent.';
comment on column ml_feature_data.volume_sma_5 is 'Mean volume of 5 sessions.';
comment on column ml_feature_data.volume_sma_10 is 'Mean volume of 10 sessions.';
comment on column ml_feature_data.volume_sma_20 is 'Mean volume of 20 sessions.';
comment on column ml_feature_data.volume_ratio_5d is 'Volume over its mean of 5 sessions.';
comment on column ml_feature_data.volume_ratio_10d is 'Volume over its mean of 10 sessions.';
comment on column ml_feature_data.returns_1d is 'Return since the session before, as a fraction.';
comment on column ml_feature_data.returns_3d is 'Return over 3 sessions.';
comment on column ml_feature_data.returns_7d is 'Return over 7 sessions.';
comment on column ml_feature_data.growth_1d is 'Close over the close of the session before.';
comment on column ml_feature_data.growth_3d is 'Close over the close 3 sessions before.';
comment on column ml_feature_data.growth_7d is 'Close over the close 7 sessions before.';
comment on column ml_feature_data.additional_features is
  'The features without a column of their own, by name; those of market indices only where they are known.';
comment on column ml_feature_data.target is
  'Whether the close seven sessions ahead is higher: what models learn. Null until that session has happened.';
comment on column ml_feature_data.growth_future_7d is 'The close seven sessions ahead over this one; null until then.';
comment on column ml_feature_data.feature_completeness is 'Share of features that are known, in [0, 1].';
comment on column ml_feature_data.data_quality_score is 'Quality of the session''s bar, in [0, 1].';
comment on column ml_feature_data.feature_set_version is 'Version of the feature set the row was computed with.';
call describe_other_columns(
  'ml_feature_data', as_in => '{price_bars, features}',
  not_null => '{model_id, instrument_id}');

grant select on ml_feature_data to pgaugur_reader, pgaugur_worker;
