import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADDITIONAL_FEATURES, FEATURE_SET, FEATURES, VIEW_COLUMNS } from '../../src/features/index.ts';

test('the feature set has 190 columns in 12 groups', () => {
  const counts = new Map<string, number>();
  for (const feature of FEATURES) counts.set(feature.group, (counts.get(feature.group) ?? 0) + 1);
  assert.deepEqual(Object.fromEntries(counts), {
    calendar: 9,
    growth: 11,
    price: 33,
    volume: 16,
    indicators: 39,
    transforms: 23,
    spectral: 30,
    chaos: 5,
    thermodynamics: 5,
    waves: 6,
    brownian: 6,
    supplement: 7,
  });
  assert.equal(FEATURES.length, 190);
});

test('groups stand together, so a group is a range of columns', () => {
  const starts = FEATURES.filter((feature, j) => feature.group !== FEATURES[j - 1]?.group);
  assert.equal(starts.length, 12);
});

test('every name is unique and can be a database column', () => {
  assert.equal(new Set(FEATURE_SET.names).size, FEATURES.length);
  for (const name of FEATURE_SET.names) assert.match(name, /^[a-z][a-z0-9_]{0,62}$/);
});

test('every entry is documented, reads something and has a whole warm-up', () => {
  for (const feature of FEATURES) {
    assert.ok(feature.doc.length > 4 && !feature.doc.includes('\n'), feature.name);
    assert.ok(feature.inputs.length > 0, feature.name);
    assert.ok(Number.isInteger(feature.warmup) && feature.warmup >= 0, feature.name);
  }
});

test('from bar 365 on every feature is known', () => {
  assert.equal(Math.max(...FEATURES.map((feature) => feature.warmup)), 365);
});

test('columns of ml_feature_data and additional features share out the feature set', () => {
  const shown = VIEW_COLUMNS.map((entry) => entry.feature);
  assert.equal(VIEW_COLUMNS.length, 38);
  assert.equal(ADDITIONAL_FEATURES.length, 152);
  assert.equal(new Set(VIEW_COLUMNS.map((entry) => entry.column)).size, 38);
  assert.deepEqual(new Set([...shown, ...ADDITIONAL_FEATURES]), new Set(FEATURE_SET.names));
});
