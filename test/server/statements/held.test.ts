import '../../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../src/server/limits.ts';
import { createHeldAnswers } from '../../../src/server/statements/held.ts';

const most = limits.smallAnswerBytes;

test('a request holds as much as an answer may be long, over all of its statements', () => {
  const held = createHeldAnswers().begin();
  held.add(most / 2);
  held.add(most / 2);
  assert.throws(() => held.add(1), /the answer is longer than 8 MB/);
  assert.throws(() => held.add(), /longer than 8 MB/, 'and asks for no more');
});

test('beside others that fill the memory a small request is answered and a large one is not, until they have ended', () => {
  const answers = createHeldAnswers();
  const others = Array.from({ length: Math.ceil(limits.heldBytes / most) - 1 }, () => answers.begin());
  for (const other of others) other.add(most);
  const small = answers.begin();
  small.add(900_000);
  const large = answers.begin();
  assert.throws(() => large.add(most), /hold more than 100 MB: ask for less, or later/);
  assert.doesNotThrow(() => small.add(1_000));
  for (const other of others) other.release();
  assert.doesNotThrow(() => large.add());
  large.release();
  large.release();
  large.add(10 * most); // as a subscription does, long after it has begun
  assert.doesNotThrow(() => answers.begin().add(most));
});
