import { zip } from '../core/elementwise.ts';
import { ema } from './ema.ts';

const FAST = 12;
const SLOW = 26;
const SIGNAL = 9;

/**
 * MACD 12/26/9 as TA-Lib computes it: the fast average is seeded so late that it starts at the same bar as the slow
 * one. Line from bar 25, signal from bar 33.
 * Not technicalindicators' MACD, whose fast average starts at bar 11: its first hundred lines differ.
 */
export function macd(close: Float64Array): { line: Float64Array; signal: Float64Array } {
  const line = zip(ema(close, FAST, SLOW - FAST), ema(close, SLOW), (fast, slow) => fast - slow);
  return { line, signal: ema(line, SIGNAL, SLOW - 1) };
}
