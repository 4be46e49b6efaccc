import { z } from 'zod';
import { sortedQuantile } from '../../src/metrics/quantile.ts';
import { createRandom } from '../../src/random.ts';
import { type Measurement, rounded } from '../support/measure.ts';
import { partsIn } from './parts.ts';
import { judgePool, LEARNED, MEMBERS, type MemberVerdict, SESSIONS } from './pools/judge_pool.ts';
import { KINDS } from './pools/pool_markets.ts';

const RESAMPLES = 10_000;

const verdictsPart = z.array(z.object({ passed: z.boolean(), rocAuc: z.number(), pValue: z.number() }));

/** How many members of a large pool the gate passes where there is nothing to know, and where there is something. */
export const pools: Measurement = {
  name: 'pools',
  description: `what the gate passes of the members of large pools (${MEMBERS} of ${SESSIONS} sessions, declared direction): without a signal, and with one planted`,
  flags: { seeds: '100', planted: '40', parts: '' },
  async run(_seed, say, { seeds, planted, parts }) {
    const { part } = partsIn(parts);
    const figures: Record<string, Record<string, number>> = {};
    for (const kind of KINDS) {
      const found: MemberVerdict[][] = [];
      // One after the other: a training takes all cores by itself.
      for (let seed = 1; seed <= Number(kind === 'no signal' ? seeds : planted); seed++) {
        found.push(await part(`${kind} ${seed}`, verdictsPart, () => judgePool(kind, seed)));
      }
      figures[kind] = shares(found);
      say(`${kind}: ${JSON.stringify(figures[kind])}`);
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
  return {
    pools: pools.length,
    passed: rounded(
      mean((one) => Number(one.passed)),
      4,
    ),
    lower: rounded(sortedQuantile(drawn, 0.025), 4),
    upper: rounded(sortedQuantile(drawn, 0.975), 4),
    poolsWithAny: rounded(passed.filter((count) => count > 0).length / pools.length, 4),
    reach055: rounded(
      mean(({ rocAuc }) => Number(rocAuc >= 0.55)),
      4,
    ),
    unlikely: rounded(
      mean(({ pValue }) => Number(pValue <= 0.05)),
      4,
    ),
    meanAuc: rounded(
      mean(({ rocAuc }) => rocAuc),
      4,
    ),
  };
}
