import type { Bars } from '../../../src/bars.ts';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { normalTail } from '../../../src/metrics/normal_tail.ts';
import type { TestForecast } from '../../learn/simulated.ts';
import { correlationOf } from '../../metrics/known_auc.ts';

/** A log price that each session is pulled by a share of its distance back to where it belongs. */
export type Signal = {
  readonly name: string;
  readonly pull: number;
  /** Back to the mean of so many sessions, the last among them; to one level for ever when left out. */
  readonly sessions?: number;
  /** ROC-AUC of the perfect rule. */
  readonly best: number;
};

/**
 * The first is what the gate is tried with on single instruments: half of a distance is gone in seven sessions. A level
 * for ever is seen in prices, which a pool does not learn from, because those of one member mean nothing to another. So
 * the others go back to a mean of their own past, that of `price_to_sma_200`; the third of them is as strong as the level.
 */
export const SIGNALS: readonly Signal[] = [
  { name: 'planted, level', pull: 0.1, best: 0.735 },
  { name: 'planted, mean, 0.650', pull: 0.04, sessions: 200, best: 0.65 },
  { name: 'planted, mean, 0.700', pull: 0.073, sessions: 200, best: 0.7 },
  { name: 'planted, mean, 0.735', pull: 0.108, sessions: 200, best: 0.735 },
  { name: 'planted, mean, 0.770', pull: 0.16, sessions: 200, best: 0.77 },
];

type Pull = Pick<Signal, 'pull' | 'sessions'>;

/** Of bars that go by these returns: where the log price is 0. */
export const FIRST_PRICE = 100;

/** Log returns, one after the other, of a log price that begins where it belongs, at 0. */
export function plantedReturns({ pull, sessions }: Pull, shock: () => number): () => number {
  const logPrices = [0];
  return () => {
    const last = logPrices[logPrices.length - 1];
    const move = shock() - pull * (last - anchor(logPrices, sessions));
    logPrices.push(last + move);
    return move;
  };
}

/** The perfect rule: the expected log growth of seven sessions after the last of these log prices. */
export function expectedGrowth({ pull, sessions }: Pull, logPrices: readonly number[]): number {
  const path = sessions === undefined ? logPrices.slice(-1) : logPrices.slice(-sessions);
  const from = path[path.length - 1];
  for (let ahead = 0; ahead < HORIZON_SESSIONS; ahead++) {
    const last = path[path.length - 1];
    path.push(last - pull * (last - anchor(path, sessions)));
  }
  return path[path.length - 1] - from;
}

/** The perfect rule in place of another, on the same rows. Its probabilities are those of normal growth (see correlationOf). */
export function perfectForecast(signal: Signal, { dates, close }: Bars, beside: TestForecast): TestForecast {
  const logPrices = Array.from(close, (price) => Math.log(price / FIRST_PRICE));
  const first = dates.indexOf(beside.dates[0]);
  const expected = Float64Array.from(beside.dates, (_, i) => expectedGrowth(signal, logPrices.slice(0, first + i + 1)));
  const size = Math.sqrt(expected.reduce((sum, value) => sum + value ** 2, 0) / expected.length);
  const correlation = correlationOf(signal.best);
  const inDeviations = correlation / Math.sqrt(1 - correlation ** 2) / size;
  return { ...beside, probabilities: expected.map((value) => normalTail(-inDeviations * value)) };
}

function anchor(logPrices: readonly number[], sessions: number | undefined): number {
  if (sessions === undefined) return 0;
  const from = Math.max(0, logPrices.length - sessions);
  let sum = 0;
  for (let t = from; t < logPrices.length; t++) sum += logPrices[t];
  return sum / (logPrices.length - from);
}
