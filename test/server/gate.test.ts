import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGate } from '../../src/server/gate.ts';

test('a gate lets so many in at a time, in the order in which they came', async () => {
  const { enter } = createGate(2);
  const inside: string[] = [];
  const leave = new Map<string, () => void>();
  const come = async (name: string) => {
    leave.set(name, await enter());
    inside.push(name);
  };
  const all = ['a', 'b', 'c', 'd'].map(come);
  await Promise.all(all.slice(0, 2));
  assert.deepEqual(inside, ['a', 'b']);
  leave.get('b')?.();
  await all[2];
  assert.deepEqual(inside, ['a', 'b', 'c']);
  leave.get('a')?.();
  leave.get('c')?.();
  await all[3];
  leave.get('d')?.();
  await come('e');
  assert.deepEqual(inside, ['a', 'b', 'c', 'd', 'e']);
});

describe('a gate with patience', () => {
  const patience = (milliseconds: number) => ({
    longest: 1,
    milliseconds,
    whenFull: () => new Error('full'),
    whenLate: () => new Error('late'),
  });

  test('turns away whoever comes when enough wait, and who waited is let in all the same', async () => {
    const { enter } = createGate(1, patience(60_000));
    const leave = await enter();
    const second = enter();
    await assert.rejects(enter(), /full/);
    leave();
    (await second)();
    (await enter())();
  });

  test('turns away whoever waited too long, whose turn passes to the next', async () => {
    const { enter } = createGate(1, patience(5));
    const leave = await enter();
    await assert.rejects(enter(), /late/);
    const next = enter();
    leave();
    (await next)();
  });

  test('that closes turns away who waits, and nobody who is inside', async () => {
    const { enter, close } = createGate(1, patience(60_000));
    const leave = await enter();
    const second = enter();
    close(() => new Error('closing'));
    await assert.rejects(second, /closing/);
    leave();
    (await enter())();
  });
});
