import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasons, sentence, spaced, stated } from '../../../src/web/format/words.ts';

test('reasons are split where one ends and not inside of brackets', () => {
  assert.deepEqual(reasons('its target date has passed; drift (0.4; at most 0.3) is high'), [
    'its target date has passed',
    'drift (0.4; at most 0.3) is high',
  ]);
  assert.deepEqual([reasons(null), reasons('')], [[], []]);
});

test('a sentence begins large, and names lose their underscores', () => {
  assert.equal(sentence('its model'), 'Its model');
  assert.equal(sentence(''), '');
  assert.deepEqual([stated('no run'), stated('resume() ends the pause.')], ['No run.', 'Resume() ends the pause.']);
  for (const name of ['v2.0.0 is no better', 'xgboost_classifier', 'brk.b has no prices', 'the@exchange']) {
    assert.equal(sentence(name), name);
  }
  assert.equal(sentence('états. neuf'), 'États. neuf');
  assert.equal(spaced('check_data_availability'), 'check data availability');
});
