/** A range of dates that forecasts are judged on, by models that learned from what ended before it. */
export type Window = {
  readonly name: string;
  readonly from: string;
  /** The first date that is not in it. */
  readonly until: string;
  /** Validation folds before it. */
  readonly folds: number;
  /** Mirrored markets, and how many stocks are scored in each, in turn. */
  readonly worlds: number;
  readonly stocksPerWorld: number;
};
