import type { Bars } from '../bars.ts';
import { type CorporateActions, checkActions } from './corporate_actions.ts';
import { COUNT } from './rules.ts';

/** An instrument, and what was predicted of it. */
export type TradedInstrument = {
  readonly symbol: string;
  readonly bars: Bars;
  /** Probability per bar of a rise, NaN where there is no prediction. */
  readonly signals: ArrayLike<number>;
  readonly actions?: CorporateActions;
};

/** @throws RangeError naming the session and the value */
export function checkInstrument({ symbol, bars, signals, actions }: TradedInstrument): void {
  const of = symbol === '' ? '' : ` of ${symbol}`;
  if (signals.length !== bars.dates.length) {
    throw new RangeError(`signals${of} must have one entry per bar (${bars.dates.length}), got ${signals.length}`);
  }
  for (let t = 0; t < signals.length; t++) {
    if (signals[t] < 0 || signals[t] > 1) {
      throw new RangeError(`signal${of} of ${bars.dates[t]} must be a probability in [0, 1] or NaN, got ${signals[t]}`);
    }
  }
  if (actions) checkActions(bars, actions);
}

/** @throws RangeError naming the value */
export function checkTrials(trials: number): void {
  if (!COUNT.holds(trials)) throw new RangeError(`trials must be ${COUNT.what}, got ${trials}`);
}
