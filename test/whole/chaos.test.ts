import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chaos } from '../chaos/chaos.ts';
import { SERVER_FAULTS } from '../chaos/faults.ts';
import { createWorld, type World } from '../chaos/world.ts';

describe('workers that are killed, and a server that goes away, under load', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world.close());

  test('lose nothing, double nothing, and leave nothing locked or open', async (t) => {
    const { recoverySecondsMax, runs, ...report } = await chaos(world, {
      kills: 4,
      faults: SERVER_FAULTS,
      seed: 1,
      instruments: 2,
      say: (text) => t.diagnostic(text),
    });
    assert.deepEqual(report, { seed: 1, kills: 4, lost: 0, doubled: 0, lockedJobs: 0, openRuns: 0 });
    assert.ok(runs >= 2, `${runs} runs`);
    assert.ok(recoverySecondsMax <= 60, `${recoverySecondsMax} s`);
  });
});
