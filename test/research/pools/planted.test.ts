import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HORIZON_SESSIONS } from '../../../src/horizon.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { normals } from '../../learn/support.ts';
import { expectedGrowth, plantedReturns, SIGNALS, type Signal } from './planted.ts';

const SESSIONS = 60_000;
/** By when a mean of 200 sessions has forgotten that its log price began at 0. */
const FIRST = 1000;

/** A long history, what the perfect rule says of each session, and whether it came. */
function history(signal: Signal): { readonly scores: Float64Array; readonly rises: Uint8Array } {
  const next = plantedReturns(signal, normals(11));
  const logPrices = [0];
  for (let t = 1; t < SESSIONS; t++) logPrices.push(logPrices[t - 1] + next());
  const rows = Array.from({ length: SESSIONS - HORIZON_SESSIONS - FIRST }, (_, i) => FIRST + i);
  return {
    scores: Float64Array.from(rows, (t) => expectedGrowth(signal, logPrices.slice(t - FIRST, t + 1))),
    rises: Uint8Array.from(rows, (t) => (logPrices[t + HORIZON_SESSIONS] > logPrices[t] ? 1 : 0)),
  };
}

describe('a planted signal', () => {
  for (const signal of SIGNALS) {
    test(`"${signal.name}" is as strong as it says: the perfect rule reaches ${signal.best}`, () => {
      const { scores, rises } = history(signal);
      const found = rocAuc(rises, scores);
      // Two standard errors of some 8,000 weeks.
      assert.ok(Math.abs(found - signal.best) < 0.013, `${found}`);
    });
  }

  test('towards a level half of a distance is expected to be gone in seven sessions', () => {
    assert.ok(Math.abs(expectedGrowth(SIGNALS[0], [0, 0.3, 0.1]) + 0.1 * (1 - 0.9 ** 7)) < 1e-12);
  });

  test('towards its own mean what stands there stays, wherever that is', () => {
    const stays = SIGNALS.slice(1).map((signal) => expectedGrowth(signal, new Array<number>(300).fill(5)));
    assert.deepEqual(
      stays.map((growth) => Math.abs(growth) < 1e-9),
      stays.map(() => true),
    );
  });
});
