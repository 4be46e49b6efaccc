import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSeen } from '../../../src/server/statements/seen.ts';

test('a statement is executed at once when it was quick, and patiently when it was never', () => {
  let now = 0;
  const seen = createSeen(() => now);
  assert.equal(seen.way('a'), 'few at a time');
  seen.wasQuick('a');
  assert.equal(seen.way('a'), 'at once');
  seen.wasSlow('b');
  assert.equal(seen.way('b'), 'patiently');
  now += 60_000;
  assert.equal(seen.way('b'), 'few at a time');
});

test('one that was slow for some values is tried among few for a minute, however often it is quick meanwhile', () => {
  let now = 0;
  const seen = createSeen(() => now);
  seen.wasQuick('a');
  seen.wasSlow('a');
  seen.wasQuick('a');
  assert.equal(seen.way('a'), 'few at a time');
  now += 60_000;
  assert.equal(seen.way('a'), 'at once');
});
