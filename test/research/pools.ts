import { z } from 'zod';
import { sortedQuantile } from '../../src/metrics/quantile.ts';
import { createRandom } from '../../src/random.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { partsIn } from './parts.ts';
import { FORECASTERS, type Judged, judgePool, LEARNED, MEMBERS, SESSIONS } from './pools/judge_pool.ts';
import { SIGNALS } from './pools/planted.ts';
import type { MemberVerdict } from './pools/verdict.ts';

const RESAMPLES = 10_000;

const verdict = z.object({ passed: z.boolean(), rocAuc: z.number(), rotation: z.number(), causal: z.number() });
const judgedPart: z.ZodType<Judged[]> = z.array(z.object({ by: z.enum(FORECASTERS), members: z.array(verdict) }));

/** How many members of a large pool the gate passes where there is nothing to know, and where there is something. */
export const pools: Measurement = {
  name: 'pools',
  description: `what the gate passes of the members of large pools (${MEMBERS} of ${SESSIONS} sessions, declared direction): without a signal, and with planted ones`,
  flags: { first: '1', seeds: '100', planted: '40', parts: '' },
  async run(_seed, say, { first, seeds, planted, parts }) {
    const { part } = partsIn(parts);
    const figures: Record<string, Record<string, number>> = {};
    for (const signal of [undefined, ...SIGNALS]) {
      const kind = signal?.name ?? 'no signal';
      const found: Judged[] = [];
      const end = Number(first) + Number(signal ? planted : seeds);
      // One after the other: a training takes all cores by itself.
      for (let seed = Number(first); seed < end; seed++) {
        found.push(...(await part(`${kind} ${seed}`, judgedPart, () => judgePool(signal, seed))));
      }
      for (const by of FORECASTERS) {
        const judged = found.filter((one) => one.by === by).map(({ members }) => members);
        if (judged.length === 0) continue;
        figures[`${kind}: ${by}`] = shares(judged);
        say(`${kind}: ${by}: ${JSON.stringify(figures[`${kind}: ${by}`])}`);
      }
    }
    return { members: MEMBERS, sessions: SESSIONS, features: LEARNED.length, ...figures };
  },
};

/**
 * The share of members that pass, with a 95 % interval from pools drawn anew, whole: members share a model and a factor.
 * A pool has no gate of its own for its direction: what could be taken for it is that any of its members passes.
 */
function shares(pools: readonly (readonly MemberVerdict[])[]): Record<string, number> {
  const passed = pools.map((members) => members.filter((one) => one.passed).length);
  const all = pools.flat();
  const mean = (of: (verdict: MemberVerdict) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const random = createRandom(1);
  const drawn = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < pools.length; i++) sum += passed[random.below(pools.length)];
    return sum / all.length;
  }).sort();
  const share = (of: (verdict: MemberVerdict) => boolean) =>
    rounded(
      mean((one) => Number(of(one))),
      4,
    );
  const isSure = ({ rotation, causal }: MemberVerdict) => Math.max(rotation, causal) <= 0.05;
  return {
    pools: pools.length,
    passed: share(({ passed }) => passed),
    lower: rounded(sortedQuantile(drawn, 0.025), 4),
    upper: rounded(sortedQuantile(drawn, 0.975), 4),
    poolsWithAny: rounded(passed.filter((count) => count > 0).length / pools.length, 4),
    below055: share(({ rocAuc }) => rocAuc < 0.55),
    rotationAbove005: share(({ rotation }) => rotation > 0.05),
    causalAbove005: share(({ causal }) => causal > 0.05),
    noBetterThanRules: share((one) => one.rocAuc >= 0.55 && isSure(one) && !one.passed),
    meanAuc: rounded(
      mean(({ rocAuc }) => rocAuc),
      4,
    ),
  };
}
