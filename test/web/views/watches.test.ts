import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WATCHES } from '../../../src/web/views/settings/watches.ts';

test('a rule says in words when its alert is raised, with the unit of its limit', () => {
  const said = [
    WATCHES.sessions_without_prediction.raised(3, ''),
    WATCHES.failed_share.raised(0.05, '24 h'),
    WATCHES.behind_share.raised(0.005, ''),
    WATCHES.drifting_share.raised(0, ''),
    WATCHES.live_workers.raised(1, ''),
    WATCHES.live_workers.raised(4, ''),
    WATCHES.oldest_job_seconds.raised(900, ''),
  ].map((text) => text.replaceAll('\u00a0', ' '));
  assert.deepEqual(said, [
    'an instrument has had no prediction for 3 sessions or more',
    'more than 5.0 % of the runs that ended within 24 h failed',
    'more than 0.50 % of the instruments lack a prediction of their newest session',
    'more than 0.0 % of the serving models drift',
    'fewer than 1 worker is alive',
    'fewer than 4 workers are alive',
    'a job that could be taken has waited longer than 15 min 0 s',
  ]);
});
