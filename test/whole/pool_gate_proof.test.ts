import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Judged, judgePool, MEMBERS } from '../research/pools/judge_pool.ts';
import { SIGNALS } from '../research/pools/planted.ts';

// As many as a minute's share of a test run allows; `npm run -s research -- pools` judges more of them, and walks, too.
const SEEDS = [301, 302, 303];
const SIGNAL = SIGNALS.find(({ name }) => name === 'planted, mean, 0.735');

describe('the gate, for members of large pools by the declared trees', () => {
  const pools: Judged[] = [];
  const membersBy = (who: Judged['by']) => pools.flatMap(({ by, members }) => (by === who ? members : []));
  const meanAuc = (who: Judged['by']) =>
    membersBy(who).reduce((sum, { rocAuc }) => sum + rocAuc, 0) / (SEEDS.length * MEMBERS);

  before(async () => {
    assert.ok(SIGNAL);
    for (const seed of SEEDS) pools.push(...(await judgePool(SIGNAL, seed)));
  });

  const all = SEEDS.length * MEMBERS;
  test(`passes at least 95 % of ${all} members with a signal as strong as that of single instruments`, () => {
    const passed = membersBy('pool').filter((one) => one.passed).length;
    assert.ok(passed >= 0.95 * all, `${passed} of ${all} pass`);
  });

  test('a pool finds nearly all there is, and more than members do alone from the same columns', () => {
    const [pool, best, alone] = [meanAuc('pool'), meanAuc('perfect rule'), meanAuc("own model, pool's columns")];
    assert.ok(pool > best - 0.02 && pool > alone, `pool ${pool}, perfect rule ${best}, alone ${alone}`);
  });
});
