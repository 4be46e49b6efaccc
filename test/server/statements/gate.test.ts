import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGate } from '../../../src/server/statements/gate.ts';

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
