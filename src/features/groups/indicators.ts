import { AVERAGES } from './indicators/averages.ts';
import { CANDLES } from './indicators/candles.ts';
import { MONEY_FLOW } from './indicators/money_flow.ts';
import { OSCILLATORS } from './indicators/oscillators.ts';
import { VOLATILITY } from './indicators/volatility.ts';

/** The classical indicators, by TA-Lib's conventions (unstable period 0), over the whole stored history. */
export const INDICATORS = [...OSCILLATORS, ...VOLATILITY, ...MONEY_FLOW, ...AVERAGES, ...CANDLES];
