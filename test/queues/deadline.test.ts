import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { startDeadline } from '../../src/queues/deadline.ts';

describe('a deadline', () => {
  test('fires when its time is over, as a timeout', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { signal } = startDeadline(1000, new AbortController().signal);
    t.mock.timers.tick(999);
    assert.equal(signal.aborted, false);
    t.mock.timers.tick(1);
    assert.equal(signal.reason.name, 'TimeoutError');
  });

  test('fires with the shutdown and for its reason, also where that was before', () => {
    const shutdown = new AbortController();
    const before = startDeadline(1000, shutdown.signal);
    const reason = new Error('the worker shuts down');
    shutdown.abort(reason);
    const after = startDeadline(1000, shutdown.signal);
    assert.deepEqual([before.signal.reason, after.signal.reason], [reason, reason]);
    after.end();
  });

  test('that was ended never fires, and leaves neither a timer nor a listener behind', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const shutdown = new AbortController();
    const { signal, end } = startDeadline(1000, shutdown.signal);
    assert.equal(getEventListeners(shutdown.signal, 'abort').length, 1);
    end();
    t.mock.timers.tick(1000);
    shutdown.abort();
    assert.equal(signal.aborted, false);
    assert.equal(getEventListeners(shutdown.signal, 'abort').length, 0);
  });
});
