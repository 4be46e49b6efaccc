import { readBars } from '../db/bars.ts';
import {
  type GateVerdict,
  type IntervalEvaluation,
  type IntervalLosses,
  judgeLosses,
  pooledIntervalGate,
} from '../learn/index.ts';
import { readMarketMoves } from './read_feature_inputs.ts';
import type { PoolStepContext } from './step.ts';

type PoolRange = {
  readonly members: readonly number[];
  /** First and last session that is judged. */
  readonly from: string;
  readonly to: string;
  readonly coverage: number;
  readonly seed: number;
};

/** What intervals of the growth are worth over all members of a pool: each is said from its own past, none is trained. */
export async function judgePoolIntervals(
  { db, compute, signal }: PoolStepContext,
  { members, from, to, coverage, seed }: PoolRange,
): Promise<{ readonly evaluation: IntervalEvaluation; readonly verdict: GateVerdict }> {
  const losses: IntervalLosses[] = [];
  for (const member of members) {
    signal.throwIfAborted();
    const bars = await readBars(db, member, { to });
    const dates = bars.dates.filter((date) => date >= from);
    const market = await readMarketMoves(db, member, bars);
    losses.push(await compute.intervalLosses({ bars, market, dates, coverage }, signal));
  }
  const evaluation = judgeLosses(losses, { coverage, seed });
  return { evaluation, verdict: pooledIntervalGate(evaluation) };
}
