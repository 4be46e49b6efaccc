/**
 * How much the market beside an instrument moves, by the instrument's sessions, as differences of natural logarithms of
 * variances. NaN where not known.
 */
export type MarketMoves = {
  /** Of the calmest index: its squared returns over 5, 21 and 63 of its sessions, less those over 250. */
  readonly realised: readonly [Float64Array, Float64Array, Float64Array];
  /** Of what its volatility index expects: less the index's 250 sessions, and less its own mean over 250 and over 21. */
  readonly implied: readonly [Float64Array, Float64Array, Float64Array];
};
