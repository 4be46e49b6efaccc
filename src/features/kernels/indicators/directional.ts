/**
 * Directional movement (Wilder 1978) as TA-Lib computes it. Smoothed sums S of +DM, −DM and the true range start as
 * the plain sum over bars 1 … period−1, then S = S − S/period + x. ±DI = 100·S(±DM)/S(TR), 0 if S(TR) = 0, from bar
 * `period`. DX = 100·|+DI − −DI|/(+DI + −DI); ADX starts at bar 2·period−1 as the mean of `period` DX, then
 * (ADX·(period−1) + DX)/period. A bar without a DX adds 0 to the start and later leaves ADX unchanged.
 *
 * Not technicalindicators' ADX: it sums over bars 1 … period, and one bar without a DX makes all later values NaN.
 */
export function directionalMovement(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): { plusDi: Float64Array; minusDi: Float64Array; adx: Float64Array } {
  const n = close.length;
  const plusDi = new Float64Array(n).fill(Number.NaN);
  const minusDi = new Float64Array(n).fill(Number.NaN);
  const adx = new Float64Array(n).fill(Number.NaN);
  const firstAdx = 2 * period - 1;
  let plus = 0;
  let minus = 0;
  let range = 0;
  let dxSum = 0;
  for (let t = 1; t < n; t++) {
    if (t >= period) {
      plus -= plus / period;
      minus -= minus / period;
      range -= range / period;
    }
    const up = high[t] - high[t - 1];
    const down = low[t - 1] - low[t];
    if (up > down && up > 0) plus += up;
    if (down > up && down > 0) minus += down;
    range += trueRange(high[t], low[t], close[t - 1]);
    if (t < period) continue;

    plusDi[t] = range === 0 ? 0 : (100 * plus) / range;
    minusDi[t] = range === 0 ? 0 : (100 * minus) / range;
    const total = plusDi[t] + minusDi[t];
    const dx = total === 0 ? undefined : (100 * Math.abs(plusDi[t] - minusDi[t])) / total;
    if (t <= firstAdx) dxSum += dx ?? 0;
    if (t === firstAdx) adx[t] = dxSum / period;
    if (t > firstAdx) adx[t] = dx === undefined ? adx[t - 1] : (adx[t - 1] * (period - 1) + dx) / period;
  }
  return { plusDi, minusDi, adx };
}

function trueRange(high: number, low: number, previousClose: number): number {
  return Math.max(high - low, Math.abs(high - previousClose), Math.abs(low - previousClose));
}
