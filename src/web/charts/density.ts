/** Whether so many candles are seen at once that arrows would cover them. */
export const isDense = (candles: number): boolean => candles > 130;
