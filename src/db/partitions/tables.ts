/** A table that can be partitioned: natively, by hash of the instrument. */
export type PartitionableTable = {
  readonly name: string;
  /** The column with the instrument. */
  readonly instrument: string;
  /** In which order rows are copied, and lie afterwards: as they are read. */
  readonly order: string;
  /** Unique constraints that Postgres has only with the instrument where a table is partitioned. */
  readonly widened: readonly string[];
  readonly holdsPrices: boolean;
};

/** One partition: a plain table, as without any. */
export const PLAIN = 1;
/** Each reader locks every partition with all its indexes, and Postgres has room for some thousands of locks as it comes. */
export const MOST_PARTITIONS = 64;

export const PARTITIONABLE: readonly PartitionableTable[] = [
  {
    name: 'features',
    instrument: 'instrument_id',
    order: 'instrument_id, feature_set_id, trading_date',
    widened: [],
    holdsPrices: false,
  },
  {
    name: 'ml_predictions',
    instrument: 'instrument_id',
    order: 'instrument_id, prediction_date, id',
    widened: ['ml_predictions_pkey', 'one_prediction_per_model_and_session'],
    holdsPrices: false,
  },
  {
    name: 'stock_prices',
    instrument: 'stock_id',
    order: 'stock_id, trading_date_local',
    widened: ['stock_prices_pkey'],
    holdsPrices: true,
  },
  {
    name: 'index_prices',
    instrument: 'index_id',
    order: 'index_id, trading_date_local',
    widened: ['index_prices_pkey'],
    holdsPrices: true,
  },
];
