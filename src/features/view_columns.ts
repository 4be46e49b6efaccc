import { FEATURE_NAMES } from './registry.ts';

/** A column of the view ml_feature_data and the feature it shows. */
export type ViewColumn = { readonly column: string; readonly feature: string };

const same = (name: string): ViewColumn => ({ column: name, feature: name });

/** The feature columns of ml_feature_data, in the order of the table it replaces. */
export const VIEW_COLUMNS: readonly ViewColumn[] = [
  same('year'),
  same('month'),
  same('weekday'),
  same('quarter'),
  same('day_of_year'),
  same('week_of_year'),
  same('is_month_end'),
  same('rsi_14'),
  { column: 'macd_line', feature: 'macd' },
  same('macd_signal'),
  { column: 'macd_histogram', feature: 'macd_hist' },
  same('bollinger_upper'),
  same('bollinger_lower'),
  same('bollinger_percent'),
  same('sma_5'),
  same('sma_10'),
  same('sma_20'),
  same('sma_50'),
  same('ema_12'),
  same('ema_26'),
  same('stoch_k'),
  same('stoch_d'),
  same('williams_r'),
  { column: 'atr_14', feature: 'atr' },
  { column: 'adx_14', feature: 'adx' },
  same('cci_20'),
  same('roc_10'),
  { column: 'volume_sma_5', feature: 'volume_ma_5' },
  { column: 'volume_sma_10', feature: 'volume_ma_10' },
  { column: 'volume_sma_20', feature: 'volume_ma_20' },
  same('volume_ratio_5d'),
  same('volume_ratio_10d'),
  { column: 'returns_1d', feature: 'daily_return' },
  same('returns_3d'),
  same('returns_7d'),
  same('growth_1d'),
  same('growth_3d'),
  same('growth_7d'),
];

const shown = new Set(VIEW_COLUMNS.map((entry) => entry.feature));

/** The features without a column of their own: the keys of `additional_features`, in registry order. */
export const ADDITIONAL_FEATURES: readonly string[] = FEATURE_NAMES.filter((name) => !shown.has(name));
