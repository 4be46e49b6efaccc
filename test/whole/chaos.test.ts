import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chaos } from '../chaos/chaos.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';

describe('workers that are killed under load', () => {
  const lab = ownLaboratory();
  test('lose nothing, double nothing, and leave nothing locked or open', async (t) => {
    const { recoverySecondsMax, runs, ...report } = await chaos(lab, {
      kills: 4,
      seed: 1,
      instruments: 2,
      say: (text) => t.diagnostic(text),
    });
    assert.deepEqual(report, { seed: 1, kills: 4, lost: 0, doubled: 0, lockedJobs: 0, openRuns: 0 });
    assert.ok(runs >= 2, `${runs} runs`);
    assert.ok(recoverySecondsMax <= 60, `${recoverySecondsMax} s`);
  });
});
