import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { BEGUN, readMessage, TOO_MANY } from '../../../src/server/live/change.ts';
import { createMailbox } from '../../../src/server/live/mailbox.ts';
import { createTurnstile } from '../../../src/server/live/turnstile.ts';
import { until } from '../../support/until.ts';

const named = (...ids: string[]) => ({ ids, readAgain: null });
const READ = { ids: [], readAgain: BEGUN };

const mailbox = ({ pace = 1, onEnd = () => {} } = {}) => createMailbox({ mostIds: 3, paceMilliseconds: pace, onEnd });

test('what comes while nobody reads is one change, each row named once', async () => {
  const box = mailbox();
  for (const change of [named('1', '2'), named('2'), named('3')]) box.put(change);
  assert.deepEqual(await box.next(), { done: false, value: named('1', '2', '3') });
});

test('more rows than a message names, or a gap among them, are "read again", with the first reason', async () => {
  const box = mailbox();
  for (const change of [named('1', '2'), named('3', '4')]) box.put(change);
  assert.deepEqual((await box.next()).value, { ids: [], readAgain: TOO_MANY });
  for (const change of [named('1'), READ, named('2'), { ids: [], readAgain: TOO_MANY }]) box.put(change);
  assert.deepEqual((await box.next()).value, READ);
});

test('who waits is woken, and then left in peace for a while', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const box = mailbox({ pace: 100 });
  const waiting = box.next();
  box.put(named('1'));
  assert.deepEqual((await waiting).value, named('1'));
  let told: unknown;
  const next = box.next().then((change) => {
    told = change.value;
  });
  box.put(named('2'));
  t.mock.timers.tick(99);
  await turn();
  assert.equal(told, undefined);
  box.put(named('3'));
  t.mock.timers.tick(1);
  await next;
  assert.deepEqual(told, named('2', '3'));
});

test('ends once, whoever ends it, and wakes who waits', async () => {
  let ends = 0;
  const box = mailbox({ onEnd: () => ends++ });
  const waiting = box.next();
  await box.return?.();
  await box.return?.();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  box.put(named('1'));
  assert.deepEqual(await box.next(), { done: true, value: undefined });
  assert.equal(ends, 1);
});

test('hands out what it holds before it fails, and then nothing more', async () => {
  const box = mailbox();
  box.put(named('1'));
  box.fail(new Error('a standby'));
  assert.deepEqual((await box.next()).value, named('1'));
  await assert.rejects(box.next(), /a standby/);
  assert.equal((await box.next()).done, true);
});

test('events are let in one by one, as results are asked for', async () => {
  const box = mailbox();
  const turnstile = createTurnstile();
  const results = { next: async () => ({ done: false as const, value: undefined }) };
  turnstile.letIn(results);
  const events = turnstile.events(box);
  let admitted = 0;
  const pull = async () => {
    for (;;) {
      await events.next();
      admitted += 1;
    }
  };
  void pull();
  for (let asked = 1; asked <= 3; asked++) {
    box.put(named(String(asked)));
    await turn();
    assert.equal(admitted, asked - 1, 'the result before has not been taken yet');
    await results.next();
    await until(async () => admitted === asked, 'the event to be let in');
  }
});

test('what others say on the channel is no change', () => {
  const said = [
    '',
    undefined,
    'hello',
    '{}',
    '{"topic":"users","ids":[]}',
    '{"topic":"runs","ids":["1; drop"]}',
    '[1]',
  ];
  for (const payload of said) assert.equal(readMessage(payload), undefined, payload);
  assert.deepEqual(readMessage('{"topic":"runs","ids":["9223372036854775807"]}'), {
    topic: 'runs',
    ids: ['9223372036854775807'],
    readAgain: null,
  });
  assert.equal(readMessage('{"topic":"alerts","readAgain":true}')?.readAgain, TOO_MANY);
});
