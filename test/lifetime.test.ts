import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createStopStack, startTogether } from '../src/lifetime.ts';

const unheard = (error: unknown) => assert.fail(`no trouble expected: ${error}`);

describe('parts that are started together', () => {
  test('are stopped in the reverse order, each when the one after it has stopped', async () => {
    const events: string[] = [];
    const whole = await startTogether(async (onStop) => {
      for (const part of ['pool', 'queue', 'sweeper']) {
        onStop(async () => {
          events.push(`${part} stops`);
          await Promise.resolve();
          events.push(`${part} stopped`);
        });
      }
      return { name: 'worker' };
    }, unheard);
    assert.equal(whole.name, 'worker');
    await Promise.all([whole.stop(), whole.stop()]);
    assert.deepEqual(
      events,
      ['sweeper', 'queue', 'pool'].flatMap((part) => [`${part} stops`, `${part} stopped`]),
    );
  });

  test('when one fails to start, those before it are stopped before the error is known', async () => {
    const stopped: string[] = [];
    const failure = new Error('no rights');
    const starting = startTogether(async (onStop) => {
      onStop(async () => void stopped.push('pool'));
      onStop(async () => void stopped.push('queue'));
      throw failure;
    }, unheard);
    await assert.rejects(starting, failure);
    assert.deepEqual(stopped, ['queue', 'pool']);
  });

  test('one that refuses to stop is told of, and keeps the others from nothing', async () => {
    const troubles: unknown[] = [];
    const stopped: string[] = [];
    const stack = createStopStack((error) => troubles.push(error));
    const refusal = new Error('refuses');
    stack.push(async () => void stopped.push('first'));
    stack.push(async () => {
      throw refusal;
    });
    stack.push(async () => void stopped.push('last'));
    await stack.stop();
    assert.deepEqual(stopped, ['last', 'first']);
    assert.deepEqual(troubles, [refusal]);
  });
});
