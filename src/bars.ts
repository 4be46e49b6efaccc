/**
 * Daily bars of one instrument, oldest first, one entry per trading session and no session twice. The arrays have
 * equal length; `dates` are ISO session dates (`2006-01-03`) in the exchange's time zone; prices are in the trading
 * currency, volume in shares.
 */
export type Bars = {
  readonly dates: readonly string[];
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

/** Bars [from, to), copied. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  return {
    dates: bars.dates.slice(from, to),
    open: bars.open.slice(from, to),
    high: bars.high.slice(from, to),
    low: bars.low.slice(from, to),
    close: bars.close.slice(from, to),
    volume: bars.volume.slice(from, to),
  };
}
