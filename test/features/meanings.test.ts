import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURE_SETS, FEATURES } from '../../src/features/index.ts';

const ALL = [...new Set(FEATURE_SETS.flatMap((set) => set.features))];

const numbersOf = (text: string) => [...text.matchAll(/(?<![\d.])\d+(?![\d.])/g)].map(([digits]) => Number(digits));

/** The sessions that a name states, without the places and units that are no window. */
const windowsIn = (name: string) => numbersOf(name.replace(/_(power|freq)_\d/, '_$1').replaceAll(/[a-z_]/g, ' '));

test('each of the 190 features, and of the market’s beside them, has a sentence a person can read', () => {
  assert.equal(FEATURES.length, 190);
  for (const { name, meaning } of ALL) {
    assert.match(meaning, /^[A-Z][a-z]+ .*[a-zA-Z0-9)]\.$/, `${name}: ${meaning}`);
    assert.doesNotMatch(
      meaning,
      /[·√²₋αλ[\]|=]|_|\bln\b|\bddof\b|\bundefined\b|\. /,
      `${name}: no formula, one sentence`,
    );
  }
});

test('the sentence is short', () => {
  for (const { name, meaning } of ALL) assert.ok(meaning.length <= 105, `${name}: ${meaning.length} characters`);
});

test('no two features of a set have the same sentence', () => {
  for (const { version, features } of FEATURE_SETS) {
    const sentences = new Map(features.map(({ name, meaning }) => [meaning, name]));
    assert.equal(sentences.size, features.length, version);
  }
});

test('the sentence names the window that the name has', () => {
  for (const { name, meaning } of ALL) {
    for (const window of windowsIn(name))
      assert.ok(numbersOf(meaning).includes(window), `${name}: ${window} in ${meaning}`);
  }
});

/** Ends of a scale and shares of a sum. */
const SCALES = [0, 1, 90, 100];

test('a feature that looks back says how far, and names no window that it does not see', () => {
  for (const { name, meaning, memory, warmup, inputs } of ALL) {
    if (memory === 1) continue;
    assert.match(meaning, /\d|first stored session/, name);
    if (inputs.includes('context')) continue;
    for (const number of numbersOf(meaning)) {
      const isSeen = number <= warmup + 1 || windowsIn(name).includes(number) || SCALES.includes(number);
      assert.ok(isSeen, `${name}: ${number} in ${meaning}`);
    }
  }
});
