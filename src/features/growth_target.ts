import type { Bars } from '../bars.ts';
import { HORIZON_SESSIONS } from '../horizon.ts';

/**
 * What the model forecasts: close in `horizon` trading sessions over the close now (1 = unchanged). NaN where that
 * session has not happened yet, so on the last `horizon` bars.
 *
 * @throws RangeError if the horizon is not a positive integer.
 */
export function futureGrowth(bars: Bars, horizon = HORIZON_SESSIONS): Float64Array {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new RangeError(`horizon must be a positive whole number of sessions: ${horizon}`);
  }
  const out = new Float64Array(bars.close.length).fill(Number.NaN);
  for (let t = 0; t + horizon < out.length; t++) out[t] = bars.close[t + horizon] / bars.close[t];
  return out;
}
